// Package api serves a ledger over HTTP: to agents that ask what they may still
// spend, to gateways that ask for many, and to people.
//
// It knows who may do what; what the answers are is the ledger's. Nothing that it
// is given in a request is in a log line, an error or a metric.
package api
