package grafana

// sessions is what runs, what is about to go wrong, and how sessions ended.
func sessions(f *definitions) dashboard {
	costs, ended := in("genai_session_cost_usd_bucket", ofSessionAgent), in("genai_session_cost_usd_count", ofSessionAgent)
	loops, cascades := in("genai_session_loops_total", ofSession), in("genai_session_tool_cascades_total", ofSession)
	crossings := "genai_budget_crossings_total"
	growth := in("genai_session_context_growth_bucket", ofSessionAgent)
	return dashboardOf("sessions", "GenAI sessions", "Sessions that run, budgets they cross, loops they are in, and how they ended. Which session it is says the page of the budget extension: no id is ever on a metric.", sessionVariables, []row{
		stats("At a glance",
			stat("Running", count, "sum(genai_session_active)").whole().about("Of all services, in any state."),
			stat("Dearest", usd, "max(genai_session_max_cost_usd)").critical(f.at("session_cost")).about("What the dearest running session has spent, of all services.").
				runbook(f, "GenAISessionTooDear"),
			stat("About to exceed", count, "max(genai_session_breaching)").whole().warns(1).about("Sessions that exceed a budget within 15 minutes at the least pace that is likely, of all services."),
			stat("Crossed a budget", count, sum(grown(in(crossings, `threshold!~"0.*"`)))).whole().critical(1).about("Budgets of any kind that were spent, in the time range and all services.").
				runbook(f, "GenAISessionOverBudget"),
			stat("Ended", count, sum(grown(ended))).whole().about("In the time range."),
			stat("Loops", count, sum(grown(loops))).whole().warns(1).about("In the time range.").runbook(f, "GenAIToolLoop"),
		),
		trends("Running",
			graph("By the state of their tightest budget", count, query{"sum by (state) (genai_session_active)", "{{state}}"}).stacked().
				about("Of all services."),
			graph("The dearest", usd, query{"max(genai_session_max_cost_usd)", "dearest"}).critical(f.at("session_cost")).about("Of all services.").runbook(f, "GenAISessionTooDear"),
			graph("Budgets crossed", count, query{"sum by (genai_budget_name, threshold) (" + grownIn(crossings, "$__rate_interval") + ")", "{{genai_budget_name}} at {{threshold}}"}).
				about("Times that a budget reached a share of its limit, of all services.").runbook(f, "GenAISessionOverBudget"),
		),
		trends("Ended",
			heatmap("Cost", usd, sum("increase("+costs+"[$__rate_interval])", "le")).about("Each sessions that ended, by what it cost."),
			graph("Duration, p95", secondsOf, query{quantile(0.95, rate(in("genai_session_duration_seconds_bucket", ofSession)), "kind"), "{{kind}}"}).
				about("Wall: first record to last. Active: without long pauses. Busy: with a call under way."),
			graph("Input, last calls over first", times,
				query{quantile(0.5, rate(growth)), "median"}, query{quantile(0.95, rate(growth)), "p95"},
			).about("How much more the last calls of a session sent than its first.").runbook(f, "GenAIContextGrowth"),
		),
		tables("What happened",
			table("Outcomes of 7 days",
				column{name: "Outcome", label: "outcome"}, column{name: "Agent", label: "gen_ai_agent_name"},
				column{name: "Sessions", unit: count, query: sum(in("genai_session_outcome", ofSessionAgent), "outcome", "gen_ai_agent_name")},
				column{name: "Cost", unit: usd, query: sum(in("genai_session_outcome_cost_usd", ofSessionAgent), "outcome", "gen_ai_agent_name")},
			).about("Of the sessions that ended, whatever the time range."),
			table("Loops and rows of failures",
				column{name: "Tool", label: "gen_ai_tool_name"}, column{name: "Service", label: "service_name"},
				column{name: "Loops", unit: count, query: never(sum(grown(loops), "gen_ai_tool_name", "service_name"))},
				column{name: "Rows of failures", unit: count, query: never(sum(grown(cascades), "gen_ai_tool_name", "service_name"))},
			).about("In the time range. A row of failures is listed under the tool that failed first.").runbook(f, "GenAIToolLoop", "GenAIToolCascades"),
			table("Largest inputs",
				column{name: "Agent", label: "gen_ai_agent_name"},
				column{name: "Tokens, p95", unit: count, query: quantile(0.95, grown(in("genai_session_context_tokens_bucket", ofSessionAgent)), "gen_ai_agent_name")},
				column{name: "Cost, p95", unit: usd, query: quantile(0.95, grown(costs), "gen_ai_agent_name")},
			).about("Of the sessions that ended in the time range: the largest input of a call, and what the session cost."),
		),
	})
}
