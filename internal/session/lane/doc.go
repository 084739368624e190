// Package lane watches the calls of an agent: whether its context grows dear or
// its prompt cache broke, whether it calls the same tool over and over, what its
// next call will cost and when its budget will be spent.
//
// A [Lane] is one context: a session's own, or that of one of its subagents. What
// is measured per lane must not be measured per session, where the short prompt
// of a subagent looks as if the context had been compacted. A [Pace] is a whole
// session, whose lanes spend together.
//
// Both are plain values without pointers, so that a million of them cost the
// garbage collector nothing; their zero values are ready to use, they can be
// copied, merged and encoded, and no method allocates. They are not safe for
// concurrent use. The same calls in the same order always lead to the same values.
package lane
