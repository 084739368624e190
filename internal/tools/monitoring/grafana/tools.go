package grafana

// tools is which tool fails, is slow, or is called in circles.
func tools(f *definitions) dashboard {
	calls, errors := in("genai_tool_calls_total", ofService), in("genai_tool_calls_total", ofService, `outcome="error"`)
	durations := in("genai_tool_duration_seconds_bucket", ofService)
	loops, cascades := in("genai_session_loops_total", ofSession), in("genai_session_tool_cascades_total", ofSession)
	steps := in("genai_steps_total", ofService)
	return agents("tools", "GenAI tools", "Which tool fails, is slow, or is called in circles.", []row{
		stats("At a glance",
			stat("Calls", count, sum(grown(calls))).whole().about("In the time range."),
			stat("Errors", share, ratio(grown(errors), grown(calls))).warns(f.at("tool_errors")).about("Share of the calls that failed.").runbook(f, "GenAIToolErrors"),
			stat("p95", secondsOf, quantile(0.95, grown(durations))).about("Of 20 calls of any tool 19 were faster."),
			stat("Loops", count, sum(grown(loops))).whole().warns(1).about("In the time range.").runbook(f, "GenAIToolLoop"),
			stat("Rows of failures", count, sum(grown(cascades))).whole().warns(1).about("Calls that failed one after the other in one session.").
				runbook(f, "GenAIToolCascades"),
			stat("Spent in loops", usd, sum(grown(in("genai_session_wasted_usd_total", ofSession)))).warns(1).about("On the model calls between."),
		),
		trends("By tool",
			graph("Calls", perSecond, query{sum(rate(calls), "gen_ai_tool_name"), "{{gen_ai_tool_name}}"}).stacked().about("Each second."),
			graph("Errors", share, query{ratio(rate(errors), rate(calls), "gen_ai_tool_name"), "{{gen_ai_tool_name}}"}).warns(f.at("tool_errors")).
				about("Share of the calls of each tool that fail.").runbook(f, "GenAIToolErrors"),
			graph("p95", secondsOf, query{quantile(0.95, rate(durations), "gen_ai_tool_name"), "{{gen_ai_tool_name}}"}).exemplars().
				about("Of 20 calls of a tool 19 are faster."),
		),
		trends("Circles and steps",
			graph("Loops", count, query{never("sum by (gen_ai_tool_name, level) (" + grownIn(loops, "$__rate_interval") + ")"), "{{gen_ai_tool_name}} {{level}}"}).
				about("The same call again and again: warn from a few times, critical from many.").runbook(f, "GenAIToolLoop"),
			graph("Rows of failures", count, query{never("sum by (gen_ai_tool_name) (" + grownIn(cascades, "$__rate_interval") + ")"), "{{gen_ai_tool_name}}"}).
				about("By the tool that failed first.").runbook(f, "GenAIToolCascades"),
			graph("Retrievals and other steps", perSecond, query{never(sum(rate(steps), "step", "name", "outcome")), "{{step}} {{name}} {{outcome}}"}).
				about("Each second."),
		),
		tables("In numbers",
			table("Tools",
				column{name: "Tool", label: "gen_ai_tool_name"}, column{name: "Service", label: "service_name"},
				column{name: "Calls", unit: count, query: sum(grown(calls), "gen_ai_tool_name", "service_name")},
				column{name: "Errors", unit: share, query: ratio(grown(errors), grown(calls), "gen_ai_tool_name", "service_name")},
				column{name: "Median", unit: secondsOf, query: quantile(0.5, grown(durations), "gen_ai_tool_name", "service_name")},
				column{name: "p95", unit: secondsOf, query: quantile(0.95, grown(durations), "gen_ai_tool_name", "service_name")},
			).about("In the time range."),
		),
	})
}
