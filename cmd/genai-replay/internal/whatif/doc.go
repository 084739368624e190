// Package whatif says what budgets would have done to recorded sessions: which
// they would have stopped, by how much these exceed the budget all the same, and
// what would not have been spent. It asks the same estimate of the next call as
// the collector's ledger does.
package whatif
