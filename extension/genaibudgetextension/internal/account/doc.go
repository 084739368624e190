// Package account owns a ledger: it locks it, journals what it is told before
// anybody is told that it is kept, compacts the journal by snapshots, makes time
// pass, and tells who waits for a session or an event.
package account
