// Package store keeps what a ledger needs to come back: a journal of numbered
// records, and snapshots that stand for all records up to a number. It knows
// nothing of what is in them.
//
// [Store] is the contract; package storetest holds every implementation against
// it. [Open] is the one over a Collector storage extension.
package store
