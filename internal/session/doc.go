// Package session keeps the account of every session: what it has spent, against
// which budgets, and what is wrong with it. It is a pure domain: time is an
// argument, and nothing is read or written but through its interfaces.
//
// A [Posting] is what one span or log record says of its session. The [Ledger]
// takes postings in batches, charges each model call once, and answers with a
// [Receipt] for each. The same postings in the same order and at the same times
// always lead to the same ledger, events included: the journal that a store keeps
// is the postings themselves, and a restart replays them over the last snapshot.
//
// Nothing personal gets here: who posts has put tokens in the place of ids and
// names that redaction would mask.
package session
