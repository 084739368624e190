// Package traffic holds the recorded sessions that genai-replay sends: the
// tokens and times of coding-agent sessions, and the tool calls, words and
// rewards of support-agent runs. Each folder has a SOURCE.md and its licence.
// The folder all has more of the same, and is not in the binary.
package traffic

import "embed"

// Files are the recordings, by the paths they have in this folder.
//
//go:embed claude-code-kvcache tau-bench-toolcalls
var Files embed.FS
