// Package recording reads recorded agent traffic: the tokens and times of model
// calls, session by session, and the words and tool calls of other runs. It
// says what was recorded and makes nothing up, except the length of calls whose
// end was not captured ([Call.Duration]).
//
// The files and their fields are described in testdata/traffic, in the SOURCE.md
// of each folder.
package recording
