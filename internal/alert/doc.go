// Package alert decides which of the things that happened are incidents, how bad they
// are, and what is told about them when. It is told the time, and does no input or output.
//
// A [Rule] says which events are incidents. The [Desk] keeps what is open, and for every
// destination what it was told. What is to be told follows from the difference: an incident
// that ended before anybody was told of it is never told, and one that got worse
// twice while a destination was down is told once. The desk's state is a set of small records,
// of which those that changed are written before an event is acknowledged.
package alert
