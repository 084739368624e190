// Package datadogtest stands in for Datadog in tests: an intake of OTLP metrics, and an
// evaluator of monitors on what it took.
//
// It is made from what Datadog publishes, and refuses what that does not cover rather than guess:
//   - the intake, its limits and the header that configures it:
//     https://docs.datadoghq.com/opentelemetry/setup/otlp_ingest/metrics/
//   - sums to counts and gauges, histograms to distributions, attributes to tags:
//     https://docs.datadoghq.com/metrics/open_telemetry/otlp_metric_types/
//   - resource attributes to service, env, version and others:
//     https://docs.datadoghq.com/opentelemetry/mapping/semantic_mapping/
//   - what becomes of a tag: https://docs.datadoghq.com/getting_started/tagging/
//   - the grammar of monitors: https://docs.datadoghq.com/api/latest/monitors/#create-a-monitor
//   - as_count, filters, composites: https://docs.datadoghq.com/monitors/guide/as-count-in-monitor-evaluations/,
//     https://docs.datadoghq.com/metrics/advanced-filtering/, https://docs.datadoghq.com/monitors/types/composite/
//
// What it leaves out: interpolation between the points of a gauge, the error of a sketch (one
// percent), evaluation delay, and the state a monitor was in before.
package datadogtest
