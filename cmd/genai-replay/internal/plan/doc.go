// Package plan turns a recorded session into the spans an instrumented agent
// would have sent for it:
//
//	invoke_agent           one per turn, the root of its trace; repeats the usage of all calls in it
//	├─ chat                one per recorded call
//	├─ execute_tool        between a call that stops for a tool and the next call of its turn
//	└─ invoke_agent        one per turn of a subagent, under the turn in which it began
//	   ├─ chat
//	   └─ execute_tool
//
// A turn runs from a prompt to the first stop other than tool_use. The token
// traffic has no words, no tool names and no rewards, so those come from the
// script of another recording, line by line; the two have nothing else in
// common. The reward of a session is that of the run whose words it begins with.
//
// Spans here are plain values with times relative to the session, small enough
// to hold those of every open session; they become OTLP when they are sent.
package plan
