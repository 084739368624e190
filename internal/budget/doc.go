// Package budget says what may be spent, by whom and within which time, and what
// a spend means against it. Money is in integer nano-USD.
package budget
