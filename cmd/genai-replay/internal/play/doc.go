// Package play decides when each span of a replay is sent.
//
// Sessions take lanes: as many run at a time as there are lanes, and the next
// one begins when one has ended, so that memory holds only the sessions that are
// open, however many are replayed. Recorded sessions begin again, under new ids,
// when all have been played. A span is due when it ended.
package play
