package e2e

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// advising is a budget API that gives its advice one after the other, the last for good.
func advising(t *testing.T, advice ...string) *httptest.Server {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet || r.URL.EscapedPath() != "/v1/sessions/run%2F42/budget" && r.URL.Path != "/v1/sessions/run-42/budget" || r.Header.Get("Authorization") != "Bearer token" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		fmt.Fprintf(w, `{"session":"run-42","known":true,"state":"ok","advice":%q,"scopes":[]}`, advice[0])
		if len(advice) > 1 {
			advice = advice[1:]
		}
	}))
	t.Cleanup(server.Close)
	return server
}

func runExample(t *testing.T, api, stdin string, command ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), command[0], command[1:]...)
	cmd.Dir = "../examples/stop-an-agent"
	cmd.Env = append(os.Environ(), "GENAI_BUDGET_URL="+api, "GENAI_BUDGET_TOKEN=token")
	cmd.Stdin = strings.NewReader(stdin)
	output, err := cmd.CombinedOutput()
	require.NoError(t, err, "%s", output)
	return string(output)
}

// A session of a tenant is known under its tenant only, so the examples must say whose it is.
func TestExamplesAskForTheirTenant(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		advice := "continue"
		if r.URL.Query().Get("tenant") == "shop & co" {
			advice = "stop"
		}
		fmt.Fprintf(w, `{"session":"run-42","advice":%q}`, advice)
	}))
	t.Cleanup(server.Close)
	t.Setenv("GENAI_TENANT", "shop & co")
	for program, command := range map[string][]string{"curl": {"sh", "claude-code-hook.sh"}, "python3": {"python3", "loop.py", "run-42"}} {
		t.Run(program, func(t *testing.T) {
			if _, err := exec.LookPath(program); err != nil {
				t.Skip("the example needs " + program + ", which is not here")
			}
			assert.NotContains(t, runExample(t, server.URL, `{"session_id":"run-42"}`, command...), "call", "it stops before the first call")
		})
	}
	if _, err := exec.LookPath("curl"); err == nil {
		assert.Contains(t, runExample(t, server.URL, `{"session_id":"run-42"}`, "sh", "claude-code-hook.sh"), "spent")
	}
}

func TestHookOfClaudeCode(t *testing.T) {
	if _, err := exec.LookPath("curl"); err != nil {
		t.Skip("the hook needs curl")
	}
	const call = `{"session_id":"run-42","hook_event_name":"PreToolUse","tool_name":"Bash","tool_input":{"command":"ls"}}`
	for advice, want := range map[string]string{
		"continue": "", "compact": "",
		"wrap_up": `{"systemMessage": "Most of the budget of this session is spent: finish what you are at."}` + "\n",
		"stop":    `{"continue": false, "stopReason": "The budget of this session is spent."}` + "\n",
	} {
		assert.Equal(t, want, runExample(t, advising(t, advice).URL, call, "sh", "claude-code-hook.sh"), advice)
	}
	argument := strings.Replace(call, `"command":"ls"`, `"session_id":"another", "command":"echo \"session_id\": \"a third\""`, 1)
	assert.Contains(t, runExample(t, advising(t, "stop").URL, argument, "sh", "claude-code-hook.sh"), "spent", "an argument of the name is not the session")
	lines := strings.ReplaceAll(argument, ",", ",\n ")
	assert.Contains(t, runExample(t, advising(t, "stop").URL, lines, "sh", "claude-code-hook.sh"), "spent", "on several lines")
	assert.Empty(t, runExample(t, "http://127.0.0.1:1", call, "sh", "claude-code-hook.sh"), "nobody answers")
	assert.Empty(t, runExample(t, advising(t, "stop").URL, `{}`, "sh", "claude-code-hook.sh"), "no session")
}

func TestLoopInPython(t *testing.T) {
	if _, err := exec.LookPath("python3"); err != nil {
		t.Skip("the example is in Python, which is not here")
	}
	got := runExample(t, advising(t, "continue", "continue", "wrap_up", "stop").URL, "", "python3", "loop.py", "run/42")
	assert.Equal(t, "call\ncall\ncall, wrap up\n3\n", got)
}
