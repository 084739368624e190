package recording

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
)

// RunsFile is where the words and tool calls are, in a folder of recordings.
const RunsFile = "tau-bench-toolcalls/runs.jsonl.gz"

// Script is what was said and done in recorded runs, one after the other.
type Script []Line

// Line is one thing said or done.
type Line struct {
	Speaker Speaker
	Text    string   // what a user or assistant said
	Tool    ToolCall // what a tool did
	// Reward is of the run that the line is from: 1 when its task was solved. nil where it was not recorded.
	Reward *float64
}

// Speaker is whose line it is.
type Speaker int

// The speakers of a script.
const (
	User Speaker = iota + 1
	Assistant
	Tool
)

// ToolCall is one recorded tool call.
type ToolCall struct {
	Name      string
	Arguments string // a JSON object
	Result    string
	Failed    bool
}

type run struct {
	Reward   *float64  `json:"reward"`
	Messages []message `json:"traj"`
}

type message struct {
	Role      string `json:"role"`
	Content   string `json:"content"`
	ToolCalls []struct {
		Name      string `json:"name"`
		Arguments string `json:"arguments"`
	} `json:"tool_calls"`
}

// ReadScript reads the runs of a folder of recordings.
func ReadScript(files fs.FS) (Script, error) {
	lines, file, err := openLines(files, RunsFile, "tool calls")
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }() // it was only read
	script, err := DecodeScript(lines)
	if err != nil {
		return nil, fmt.Errorf("read recorded tool calls %s: %w", RunsFile, err)
	}
	return script, nil
}

// DecodeScript reads runs from a JSON-lines text. A script holds at least one
// line of each speaker.
func DecodeScript(lines io.Reader) (Script, error) {
	var script Script
	for r, err := range decodeLines(lines, "run", anyRun) {
		if err != nil {
			return nil, err
		}
		script = append(script, r.lines()...)
	}
	return script, script.validate()
}

// anyRun takes every run: what a script needs is checked of all of them together.
func anyRun(*run) error { return nil }

func (r *run) lines() []Line {
	var lines []Line
	for i, m := range r.Messages {
		switch {
		case m.Role == "user" && m.Content != "":
			lines = append(lines, Line{Speaker: User, Text: m.Content})
		case m.Role == "assistant" && len(m.ToolCalls) > 0 && i+1 < len(r.Messages):
			lines = append(lines, Line{Speaker: Tool, Tool: ToolCall{
				Name:      m.ToolCalls[0].Name,
				Arguments: m.ToolCalls[0].Arguments,
				Result:    r.Messages[i+1].Content,
				Failed:    strings.HasPrefix(r.Messages[i+1].Content, "Error"),
			}})
		case m.Role == "assistant" && m.Content != "":
			lines = append(lines, Line{Speaker: Assistant, Text: m.Content})
		}
	}
	for i := range lines {
		lines[i].Reward = r.Reward
	}
	return lines
}

func (s Script) validate() error {
	var seen [Tool + 1]bool
	for _, line := range s {
		seen[line.Speaker] = true
	}
	if !seen[User] || !seen[Assistant] || !seen[Tool] {
		return errors.New("runs must hold at least one user message, one assistant message and one tool call")
	}
	return nil
}
