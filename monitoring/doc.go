// Package monitoring holds no code: alerts, rules, dashboards and runbooks, and the
// tests that run them through the tools of Prometheus and Alertmanager.
package monitoring
