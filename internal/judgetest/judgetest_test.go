package judgetest_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/otelcol-genai/otelcol-genai/internal/judgetest"
)

const (
	strictSchema = `{"type":"object","properties":{"a":{"type":"string"}},"required":["a"],"additionalProperties":false}`
	openAI       = `{"model":"gpt-x","messages":[{"role":"user","content":"Q"}]`
	anthropic    = `{"model":"claude-x","max_tokens":10,"messages":[{"role":"user","content":"Q"}]`
)

func format(schema string) string {
	return `,"response_format":{"type":"json_schema","json_schema":{"name":"n","strict":true,"schema":` + schema + `}}}`
}

func output(schema string) string {
	return `,"output_config":{"format":{"type":"json_schema","schema":` + schema + `}}}`
}

// What the real ones refuse, these do.
func TestTheyRefuseWhatTheRealOnesDo(t *testing.T) {
	for body, want := range map[string]int{
		openAI + format(strictSchema):                                                              200,
		openAI + `,"max_completion_tokens":10,"temperature":0}`:                                    200,
		openAI + `,"max_token":10}`:                                                                400,
		`{"messages":[{"role":"user","content":"Q"}]}`:                                             400,
		`{"model":"m","messages":[]}`:                                                              400,
		`{"model":"m","messages":[{"role":"judge","content":"Q"}]}`:                                400,
		openAI + `,"temperature":3}`:                                                               400,
		openAI + format(`{"type":"object","properties":{"a":{"type":"string"}},"required":["a"]}`): 400,
		openAI + format(`{"type":"object","properties":{"a":{"type":"string"}},"required":[],"additionalProperties":false}`): 400,
		strings.Replace(openAI, "gpt-x", "gpt-5-mini", 1) + `,"max_tokens":10}`:                                              400,
		strings.Replace(openAI, "gpt-x", "o4-mini", 1) + `,"temperature":0}`:                                                 400,
		`nonsense`: 400,
	} {
		server := judgetest.NewOpenAI(t)
		assert.Equal(t, want, post(t, server.URL+"/chat/completions", body, "Authorization", "Bearer "+judgetest.Key), body)
	}
	for body, want := range map[string]int{
		anthropic + output(strictSchema): 200,
		anthropic + `}`:                  200,
		`{"model":"claude-x","messages":[{"role":"user","content":"Q"}]}`:       400,
		anthropic + `,"response_format":{}}`:                                    400,
		anthropic + `,"temperature":1.5}`:                                       400,
		strings.Replace(anthropic, `"role":"user"`, `"role":"system"`, 1) + `}`: 400,
		anthropic + output(`{"type":"object","properties":{"a":{"type":"number","minimum":0}},"required":["a"],"additionalProperties":false}`): 400,
	} {
		server := judgetest.NewAnthropic(t)
		assert.Equal(t, want, post(t, server.URL+"/v1/messages", body, "X-Api-Key", judgetest.Key, "Anthropic-Version", "2023-06-01"), body)
	}
	assert.Equal(t, 401, post(t, judgetest.NewOpenAI(t).URL+"/chat/completions", openAI+"}"))
	assert.Equal(t, 401, post(t, judgetest.NewAnthropic(t).URL+"/v1/messages", anthropic+"}"))
	assert.Equal(t, 400, post(t, judgetest.NewAnthropic(t).URL+"/v1/messages", anthropic+"}", "X-Api-Key", judgetest.Key), "without a version")
	assert.Equal(t, 404, post(t, judgetest.NewOpenAI(t).URL+"/completions", openAI+"}", "Authorization", "Bearer "+judgetest.Key))
	assert.Equal(t, 400, post(t, judgetest.NewOllama(t).URL+"/api/chat", `{"model":"m","stream":true}`), "the judge does not read streams")
}

func post(t *testing.T, url, body string, header ...string) int {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, strings.NewReader(body))
	require.NoError(t, err)
	for i := 0; i < len(header); i += 2 {
		request.Header.Set(header[i], header[i+1])
	}
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	defer response.Body.Close()
	_, err = io.Copy(io.Discard, response.Body)
	require.NoError(t, err)
	return response.StatusCode
}
