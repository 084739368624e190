package grafana

// cost is where the money goes.
func cost(f *definitions) dashboard {
	spent, calls, tokens := in("genai_cost_usd_total", ofAgent), in("genai_calls_total", ofService), in("genai_tokens_total", ofService)
	cached := in("genai_tokens_total", ofService, `genai_token_class="cache_read"`)
	prompt := in("genai_tokens_total", ofService, `genai_token_class=~"input|cache_read|cache_write"`)
	unpriced, wasted := in("genai_cost_unpriced_total", ofService), in("genai_session_wasted_usd_total", ofSession)
	sessions := in("genai_session_cost_usd_bucket", ofSession)
	return agents("cost", "GenAI cost", "Where the money goes: by service, model, agent and session, and against its budgets.", []row{
		stats("At a glance",
			stat("Spend", usd, sum(grown(spent))).about("USD in the time range."),
			stat("At this pace, a day", usd, sum(rate(spent))+" * 86400").about("What 24 hours cost at the pace of the moment.").
				runbook(f, "GenAISpendOverBaseline"),
			stat("Each 1,000 calls", usd, "1000 * "+sum(grown(in("genai_cost_usd_total", ofService)))+" / ("+sum(grown(calls))+" > 0)").about("USD, of all agents of the services."),
			stat("Read from the cache", share, ratio(grown(cached), grown(prompt))).about("Share of the input that was read from a prompt cache, at a tenth of the price or so."),
			stat("Spent in loops", usd, sum(grown(wasted))).warns(1).about("On model calls between tool calls that were the same again and again."),
			stat("Calls without a price", count, sum(grown(unpriced))).whole().warns(1).about("They are in no sum. Give the model a price.").
				runbook(f, "GenAIUnpricedModel"),
		),
		trends("Spend",
			graph("Per hour, by service", usd, query{sum(rate(spent)+" * 3600", "service_name"), "{{service_name}}"}).stacked().exemplars().
				about("At the pace of the moment.").runbook(f, "GenAISpendBurn"),
			graph("Per hour, by model", usd, query{sum(rate(spent)+" * 3600", "gen_ai_request_model"), "{{gen_ai_request_model}}"}).stacked().exemplars().
				about("At the pace of the moment."),
			graph("Per hour, by agent", usd, query{sum(rate(spent)+" * 3600", "gen_ai_agent_name"), "{{gen_ai_agent_name}}"}).stacked().exemplars().
				about("At the pace of the moment."),
		),
		trends("Budgets and sessions",
			graph("Budgets, spent", share, query{"max by (genai_budget_name, service_name) (genai_budget_utilization_ratio)", "{{genai_budget_name}} {{service_name}}"}).
				warns(0.8).critical(1).about("Share of each budget's limit that is spent, of all services. Budgets of sessions are not here: they are on the page of the budget extension.").
				runbook(f, "GenAISpendOverBudget"),
			graph("A session", usd,
				query{quantile(0.5, rate(sessions)), "median"}, query{quantile(0.95, rate(sessions)), "p95"},
			).exemplars().about("What the sessions cost that ended, of all agents.").runbook(f, "GenAISessionOverBudget"),
			graph("Tokens", perSecond, query{sum(rate(tokens), "genai_token_class"), "{{genai_token_class}}"}).stacked().
				about("Each second. The classes are disjoint."),
		),
		tables("Where it goes",
			table("Models",
				column{name: "Model", label: "gen_ai_request_model"}, column{name: "Provider", label: "gen_ai_provider_name"},
				column{name: "Spend", unit: usd, query: sum(grown(spent), "gen_ai_request_model", "gen_ai_provider_name")},
				column{name: "Calls", unit: count, query: sum(grown(calls), "gen_ai_request_model", "gen_ai_provider_name")},
				column{name: "Tokens", unit: count, query: sum(grown(tokens), "gen_ai_request_model", "gen_ai_provider_name")},
			).about("In the time range."),
			table("Budgets",
				column{name: "Budget", label: "genai_budget_name"}, column{name: "Service", label: "service_name"},
				column{name: "Spent", unit: share, query: "max by (genai_budget_name, service_name) (genai_budget_utilization_ratio)"},
				column{name: "USD", unit: usd, query: "max by (genai_budget_name, service_name) (genai_budget_spend_usd)"},
				column{name: "Limit", unit: usd, query: "max by (genai_budget_name, service_name) (genai_budget_limit_usd)"},
			).about("Of all services; of several accounts the one nearest to its limit."),
			table("Not in the sums",
				column{name: "Model", label: "gen_ai_request_model"}, column{name: "Why", label: "reason"},
				column{name: "Calls without a price", unit: count, query: never(sum(grown(unpriced), "gen_ai_request_model", "reason"))},
				column{name: "Calls with a disputed price", unit: count, query: never(sum(grown(in("genai_cost_disputed_total", ofService)), "gen_ai_request_model"))},
			).about("Disputed: the call reported another cost than the price book has.").runbook(f, "GenAIUnpricedModel", "GenAICostDisputed"),
		),
	})
}
