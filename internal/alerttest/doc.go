// Package alerttest has servers that stand in for those that people are told through:
// PagerDuty, Slack, Alertmanager and a receiver of webhooks. Each refuses what the real
// one refuses by its published schema and limits (schema/README.md), keeps what it was
// sent with the time of arrival, and fails when it is told to. For tests only.
package alerttest
