//go:generate go tool -modfile=../../internal/tools/mdatagen.mod mdatagen metadata.yaml

// Package genaibudgetextension owns the ledger of sessions and budgets: it keeps
// it in a store, and serves it over HTTP to agents, gateways and people.
//
// What a session has spent and what that means is decided in internal/session and
// internal/budget. Here is what a ledger needs to live in a Collector: a lock, a
// journal and snapshots (internal/account over internal/store), ids without
// anything personal in them (internal/identity), and an API (internal/api). The
// genai_session processor and the genai_budget receiver find it on the host by
// session.Accounts.
package genaibudgetextension
