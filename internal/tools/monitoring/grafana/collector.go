package grafana

// collector is the health of the collectors themselves.
func collector(f *definitions) dashboard {
	own := func(metric string) string { return in("otelcol_"+metric, ofCollector) }
	queue := "max by (instance, exporter) (" + own("exporter_queue_size") + " / " + own("exporter_queue_capacity") + ")"
	refused := sum(grown(own("receiver_refused_spans"))) + " + " + sum(grown(own("receiver_refused_log_records")))
	failed := sum(grown(own("exporter_send_failed_spans"))) + " + " + sum(grown(own("exporter_send_failed_log_records"))) + " + " + sum(grown(own("exporter_send_failed_metric_points")))
	ledger := sum(grown(own("genai_session_post_failures"))) + " + " + sum(grown(own("genai_budget_refused")))
	overflow := sum(grown(own("genai_metrics_overflow"))) + " + " + sum(grown(own("genai_budget_receiver_overflow")))
	return dashboardOf("collector", "GenAI collector", "Whether the collectors take, redact, count and pass on what they are sent.", collectorVariables, []row{
		stats("At a glance",
			stat("Collectors", count, "count("+own("process_uptime")+")").whole().about("That answer.").runbook(f, "GenAICollectorDown"),
			stat("Spans", perSecond, sum(rate(own("receiver_accepted_spans")))).about("Taken each second.").
				runbook(f, "GenAITelemetryAbsentTotal", "GenAITelemetryAbsent"),
			stat("Refused", count, refused).whole().critical(1).about("Records in the time range. Senders that retry lose nothing yet.").runbook(f, "GenAITelemetryRefused"),
			stat("Not passed on", count, failed).whole().critical(1).about("Records that no backend took, in the time range.").runbook(f, "GenAIExportFailed"),
			stat("Fullest queue", share, never("max("+queue+")")).warns(f.at("queue_full")).about("What does not fit is refused.").runbook(f, "GenAIQueueNearFull"),
			stat("Redaction failed", count, sum(grown(own("genai_redaction_failures")))).whole().critical(1).about("Values in the time range.").
				runbook(f, "GenAIRedactionFailed"),
			stat("Ledger refused", count, ledger).whole().critical(1).about("Batches in the time range. While this lasts budgets do not hold.").
				runbook(f, "GenAILedgerStoreFailing"),
			stat("Past the bounds", count, overflow).whole().warns(1).about("Measurements that went to an overflow series, in the time range.").
				runbook(f, "GenAISeriesOverflow"),
		),
		trends("In and out",
			graph("Taken", perSecond,
				query{sum(rate(own("receiver_accepted_spans")), "receiver"), "spans {{receiver}}"},
				query{sum(rate(own("receiver_accepted_log_records")), "receiver"), "logs {{receiver}}"},
			).about("Records each second."),
			graph("Refused", perSecond,
				query{sum(rate(own("receiver_refused_spans")), "receiver"), "spans {{receiver}}"},
				query{sum(rate(own("receiver_refused_log_records")), "receiver"), "logs {{receiver}}"},
			).about("Records each second.").runbook(f, "GenAITelemetryRefused"),
			graph("Passed on", perSecond,
				query{sum(rate(own("exporter_sent_spans")), "exporter"), "spans {{exporter}}"},
				query{sum(rate(own("exporter_sent_metric_points")), "exporter"), "points {{exporter}}"},
			).about("Each second."),
			graph("Queues", share, query{never(queue), "{{exporter}} {{instance}}"}).warns(f.at("queue_full")).about("Share that is filled.").runbook(f, "GenAIQueueNearFull"),
			graph("Memory", bytesOf, query{own("process_memory_rss"), "{{instance}}"}).about("Resident."),
			graph("Processor time", times, query{"rate(" + own("process_cpu_seconds") + "[$__rate_interval])", "{{instance}}"}).about("Cores in use."),
		),
		trends("What it does",
			graph("Calls, by how they were priced", perSecond, query{sum(rate(own("genai_cost_calls")), "status"), "{{status}}"}).stacked().about("Each second."),
			graph("Values masked", perSecond, query{never(sum(rate(own("genai_redaction_masked")), "entity")), "{{entity}}"}).stacked().about("Each second, by kind.").
				runbook(f, "GenAIRedactionFailed"),
			graph("Redaction of a batch, p99", secondsOf, query{quantile(0.99, rate(own("genai_redaction_duration_bucket"))), "p99"}).about("What it adds to a batch."),
		),
		trends("The ledger",
			graph("Commits, p99", secondsOf, query{quantile(0.99, rate(own("genai_budget_commit_duration_bucket"))), "p99"}).about("A batch is acknowledged when it is committed.").
				runbook(f, "GenAILedgerStoreFailing"),
			graph("What it holds", count, query{"sum by (kind) (" + own("genai_budget_size") + ")", "{{kind}}"}).about("Sessions, accounts, events.").
				runbook(f, "GenAILedgerFull"),
			graph("Events", perSecond, query{never(sum(rate(own("genai_budget_receiver_events")), "event", "outcome")), "{{event}} {{outcome}}"}).
				about("Each second. Those that are not delivered are sent again.").runbook(f, "GenAIEventsUndelivered", "GenAILedgerLoss"),
		),
		trends("Direct alerts",
			graph("Told", perSecond, query{never(sum(rate(own("genai_alert_notices")), "destination", "outcome")), "{{destination}} {{outcome}}"}).
				about("Notices each second to each destination. What fails is kept and tried again.").runbook(f, "GenAIAlertsFailing"),
			graph("Waiting", count, query{never("sum by (destination) (" + own("genai_alert_outbox_size") + ")"), "{{destination}}"}).about("Notices that a destination has yet to take.").
				runbook(f, "GenAIAlertsFailing"),
			graph("Not told", count,
				query{never("sum by (destination, reason) (" + grownIn(own("genai_alert_notices_dropped"), "$__rate_interval") + ")"), "lost {{destination}} {{reason}}"},
				query{never("sum by (reason) (" + grownIn(own("genai_alert_incidents_suppressed"), "$__rate_interval") + ")"), "held back {{reason}}"},
			).about("Notices that were lost, and incidents that were held back: those past the rate are in a roll-up.").runbook(f, "GenAIAlertsLost", "GenAIAlertsSuppressed"),
		),
		tables("In numbers",
			table("Collectors",
				column{name: "Collector", label: "instance"},
				column{name: "Up for", unit: secondsOf, query: "max by (instance) (" + own("process_uptime") + ")"},
				column{name: "Memory", unit: bytesOf, query: "max by (instance) (" + own("process_memory_rss") + ")"},
				column{name: "Spans taken", unit: count, query: sum(grown(own("receiver_accepted_spans")), "instance")},
				column{name: "Spans refused", unit: count, query: sum(grown(own("receiver_refused_spans")), "instance")},
			).about("In the time range."),
			table("Series in memory",
				column{name: "Metric", label: "family"},
				column{name: "Series", unit: count, query: "sum by (family) (" + own("genai_metrics_series") + " or " + own("genai_budget_receiver_series") + ")"},
			).about("Each metric is bounded by max_series.").runbook(f, "GenAISeriesOverflow"),
		),
	})
}
