package grafana

// quality is whether the answers are good, by what can be told without a judge, by
// scores, and by what fills the context.
func quality(f *definitions) dashboard {
	calls, bad := in("genai_calls_total", ofService), in("genai_calls_total", ofService, `outcome!="ok"`)
	signals := in("genai_quality_signals_total", ofAgent)
	scoreSum, scoreCount := in("genai_evaluation_score_sum", ofService), in("genai_evaluation_score_count", ofService)
	results, passed := in("genai_evaluation_results_total", ofService), in("genai_evaluation_results_total", ofService, `gen_ai_evaluation_score_label="pass"`)
	labelled := in("genai_evaluation_results_total", ofService, `gen_ai_evaluation_score_label=~"pass|fail"`)
	failed := in("genai_evaluation_results_total", ofService, `error_type!=""`)
	window, cacheSum, cacheCount := in("genai_context_utilization_bucket", ofAgent), in("genai_cache_hit_ratio_sum", ofAgent), in("genai_cache_hit_ratio_count", ofAgent)
	return agents("quality", "GenAI quality", "Whether answers are good: signals that need no judge, scores of judges and people, and what fills the context.", []row{
		stats("At a glance",
			stat("Mean score", share, ratio(grown(scoreSum), grown(scoreCount))).below(f.at("judge_mean")).about("Of all evaluators, in the time range. Scores are from 0 to 1.").
				runbook(f, "GenAIJudgeScoreLow"),
			stat("Pass rate", share, ratio(grown(passed), grown(labelled))).below(f.at("pass_rate")).about("Share of the evaluations with a label that passed.").
				runbook(f, "GenAIPassRateLow"),
			stat("Scores", count, sum(grown(scoreCount))).whole().about("In the time range. Without any, the alerts on scores are blind.").runbook(f, "GenAIJudgeSilent"),
			stat("Evaluations that failed", share, ratio(grown(failed), grown(results))).warns(f.at("judge_errors")).about("They have no score.").runbook(f, "GenAIJudgeErrors"),
			stat("Signals, each 100 calls", times, "100 * ("+ratio(grown(signals), grown(calls))+")").about("Truncated, refused, empty, invalid, repeated answers, and others.").
				runbook(f, "GenAIQualitySignals"),
			stat("Judges cost", usd, sum(grown(in("genai_judge_cost_usd_total", ofService)))).about("USD in the time range."),
		),
		trends("Scores",
			graph("Mean, by evaluator", share, query{sum(rate(scoreSum), "gen_ai_evaluation_name", "genai_evaluation_evaluator") + " / " + sum(rate(scoreCount), "gen_ai_evaluation_name", "genai_evaluation_evaluator"), "{{gen_ai_evaluation_name}} {{genai_evaluation_evaluator}}"}).below(f.at("judge_mean")).
				about("Of the moment.").runbook(f, "GenAIJudgeScoreLow", "GenAIScoreDrift"),
			graph("Mean, by version", share, query{sum(rate(scoreSum), "gen_ai_evaluation_name", "genai_evaluation_evaluator", "service_version") + " / " + sum(rate(scoreCount), "gen_ai_evaluation_name", "genai_evaluation_evaluator", "service_version"), "{{gen_ai_evaluation_name}} {{genai_evaluation_evaluator}} {{service_version}}"}).
				about("A candidate against what is stable.").runbook(f, "GenAICandidateWorse"),
			heatmap("How they are spread", share, sum("increase("+in("genai_evaluation_score_bucket", ofService)+"[$__rate_interval])", "le")).
				about("A mean hides two humps."),
			graph("Pass rate", share, query{ratio(rate(passed), rate(labelled), "gen_ai_evaluation_name", "genai_evaluation_evaluator"), "{{gen_ai_evaluation_name}} {{genai_evaluation_evaluator}}"}).below(f.at("pass_rate")).
				about("By evaluator.").runbook(f, "GenAIPassRateLow"),
			graph("Evaluations that fail", share, query{ratio(rate(failed), rate(results), "gen_ai_evaluation_name", "genai_evaluation_evaluator"), "{{gen_ai_evaluation_name}} {{genai_evaluation_evaluator}}"}).warns(f.at("judge_errors")).
				about("By evaluator.").runbook(f, "GenAIJudgeErrors", "GenAIJudgeSilent"),
			graph("Drift", times, query{"min by (service_name, gen_ai_evaluation_name, genai_evaluation_evaluator, statistic) (" + in("genai_evaluation_drift_ratio", ofService) + ")", "{{service_name}} {{gen_ai_evaluation_name}} {{genai_evaluation_evaluator}} {{statistic}}"}).
				about("In units of its alarm: at -1 scores have fallen beyond chance, at 1 they have risen. The weighted mean, and the sum of what is beyond chance.").runbook(f, "GenAIScoreDrift"),
		),
		trends("Without a judge",
			graph("Signals", perSecond, query{never(sum(rate(signals), "signal")), "{{signal}}"}).stacked().about("Each second, by kind.").
				runbook(f, "GenAIQualitySignals"),
			graph("Calls that did not end well", perSecond, query{never(sum(rate(bad), "outcome")), "{{outcome}}"}).stacked().about("Each second, by outcome."),
			graph("First chunk, p95", secondsOf, query{quantile(0.95, rate(in("gen_ai_client_operation_time_to_first_chunk_seconds_bucket", ofService)), "gen_ai_request_model") + " or " + quantile(0.95, rate(in("gen_ai_client_operation_duration_seconds_bucket", ofService)), "gen_ai_request_model"), "{{gen_ai_request_model}}"}).
				about("How long a user looks at nothing. Of a model that does not stream: the whole call."),
		),
		trends("Context",
			graph("Window filled, p95", share, query{quantile(0.95, rate(window), "gen_ai_request_model"), "{{gen_ai_request_model}}"}).warns(f.at("context_full")).
				about("Share of the model's window that calls fill.").runbook(f, "GenAIContextNearLimit"),
			graph("Read from the cache", share, query{sum(rate(cacheSum), "gen_ai_request_model") + " / " + sum(rate(cacheCount), "gen_ai_request_model"), "{{gen_ai_request_model}}"}).
				about("Mean share of the input of a call.").runbook(f, "GenAICacheBroken"),
			graph("Each output token", secondsOf, query{quantile(0.5, rate(in("genai_call_time_per_output_token_seconds_bucket", ofService)), "gen_ai_request_model"), "{{gen_ai_request_model}}"}).
				about("Median. When it rises the provider is slow, and not the agent.").runbook(f, "GenAICallP95High"),
		),
		tables("In numbers",
			table("Evaluators",
				column{name: "Evaluation", label: "gen_ai_evaluation_name"}, column{name: "By", label: "genai_evaluation_evaluator"}, column{name: "Service", label: "service_name"},
				column{name: "Scores", unit: count, query: sum(grown(scoreCount), "gen_ai_evaluation_name", "genai_evaluation_evaluator", "service_name")},
				column{name: "Mean", unit: share, query: ratio(grown(scoreSum), grown(scoreCount), "gen_ai_evaluation_name", "genai_evaluation_evaluator", "service_name")},
				column{name: "Passed", unit: share, query: ratio(grown(passed), grown(labelled), "gen_ai_evaluation_name", "genai_evaluation_evaluator", "service_name")},
				column{name: "Failed", unit: share, query: ratio(grown(failed), grown(results), "gen_ai_evaluation_name", "genai_evaluation_evaluator", "service_name")},
			).about("In the time range."),
			table("Signals",
				column{name: "Signal", label: "signal"}, column{name: "Agent", label: "gen_ai_agent_name"}, column{name: "Service", label: "service_name"},
				column{name: "Calls", unit: count, query: never(sum(grown(signals), "signal", "gen_ai_agent_name", "service_name"))},
			).about("In the time range."),
		),
	})
}
