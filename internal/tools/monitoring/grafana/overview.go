package grafana

// overview is what somebody who was woken looks at first.
func overview(f *definitions) dashboard {
	cost, calls := in("genai_cost_usd_total", ofAgent), in("genai_calls_total", ofService)
	failed := in("genai_calls_total", ofService, `outcome="error"`)
	turns := in("genai_agent_duration_seconds_bucket", ofAgent)
	modelCalls := in("gen_ai_client_operation_duration_seconds_bucket", ofService)
	toolCalls, toolErrors := in("genai_tool_calls_total", ofService), in("genai_tool_calls_total", ofService, `outcome="error"`)
	firing := `ALERTS{alertname=~"GenAI.*", alertstate="firing"}`
	return agents("overview", "GenAI overview", "What agents cost, how fast they are and what fails, for the services that are chosen.", []row{
		stats("At a glance",
			stat("Alerts firing", count, never("count("+firing+")")).whole().critical(1).about("Rules of this product that fire now, in all services."),
			stat("Spend", usd, sum(grown(cost))).about("USD in the time range."),
			stat("Model calls", count, sum(grown(calls))).whole().about("In the time range."),
			stat("Failed calls", share, ratio(grown(failed), grown(calls))).about("Share of the model calls that ended in an error."),
			stat("Turn p95", secondsOf, quantile(0.95, grown(turns))).warns(f.at("turn_p95")).about("Of 20 turns 19 were faster."),
			stat("Tool errors", share, ratio(grown(toolErrors), grown(toolCalls))).warns(f.at("tool_errors")).about("Share of the tool calls that failed."),
			stat("Sessions running", count, "sum(genai_session_active)").whole().about("Of all services, in any state."),
			stat("Dearest session", usd, "max(genai_session_max_cost_usd)").critical(f.at("session_cost")).about("What the dearest running session has spent, of all services.").
				runbook(f, "GenAISessionTooDear"),
		),
		trends("Money and traffic",
			graph("Spend per hour", usd, query{sum(rate(cost)+" * 3600", "service_name"), "{{service_name}}"}).stacked().exemplars().
				about("At the pace of the moment.").runbook(f, "GenAISpendBurn"),
			graph("Model calls", perSecond, query{sum(rate(calls), "outcome"), "{{outcome}}"}).stacked().about("Each second, by outcome."),
			graph("Tokens", perSecond, query{sum(rate(in("genai_tokens_total", ofService)), "genai_token_class"), "{{genai_token_class}}"}).stacked().
				about("Each second. The classes are disjoint: input is what was not read from the cache."),
		),
		trends("Speed and failures",
			graph("Turns", secondsOf,
				query{quantile(0.5, rate(turns)), "median"}, query{quantile(0.95, rate(turns)), "p95"},
			).exemplars().about("How long a user waits for an agent.").runbook(f, "GenAITurnMedianHigh", "GenAITurnP95High"),
			graph("Model calls, p95", secondsOf, query{quantile(0.95, rate(modelCalls), "gen_ai_request_model"), "{{gen_ai_request_model}}"}).exemplars().
				about("By model.").runbook(f, "GenAICallP95High", "GenAICallMedianHigh"),
			graph("Tool errors", share, query{ratio(rate(toolErrors), rate(toolCalls), "service_name"), "{{service_name}}"}).warns(f.at("tool_errors")).
				about("Share of the tool calls that fail.").runbook(f, "GenAIToolErrors"),
		),
		tables("By service",
			table("Services",
				column{name: "Service", label: "service_name"}, column{name: "Environment", label: "deployment_environment_name"},
				column{name: "Spend", unit: usd, query: sum(grown(cost), "service_name", "deployment_environment_name")},
				column{name: "Calls", unit: count, query: sum(grown(calls), "service_name", "deployment_environment_name")},
				column{name: "Failed", unit: share, query: ratio(grown(failed), grown(calls), "service_name", "deployment_environment_name")},
				column{name: "Tool errors", unit: share, query: ratio(grown(toolErrors), grown(toolCalls), "service_name", "deployment_environment_name")},
			).about("In the time range."),
			table("Alerts firing",
				column{name: "Alert", label: "alertname"}, column{name: "Severity", label: "severity"}, column{name: "Service", label: "service_name"},
				column{name: "Series", unit: count, query: never("count by (alertname, severity, service_name) (" + firing + ")")},
			).about("Rules of this product that fire now."),
		),
	})
}
