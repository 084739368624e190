//go:generate go tool -modfile=../../internal/tools/mdatagen.mod mdatagen metadata.yaml

// Package genaisessionprocessor finds out which session a record belongs to and
// posts what it used to the ledger, once per batch. What the ledger answers is
// written back: the session where the record did not tell it, what the session has
// spent, and whether the call was charged before.
//
// What a session is and what it owes is decided in internal/session, behind the
// extension that owns the ledger. Here records become postings, and receipts
// become attributes.
package genaisessionprocessor
