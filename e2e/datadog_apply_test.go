package e2e

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// datadogAPI is as much of Datadog's API as apply.sh uses.
type datadogAPI struct {
	monitors   map[int]map[string]any
	dashboards map[string]map[string]any
	made       int
	validated  int
	percentile []string
	refuses    bool
}

func startDatadogAPI(t *testing.T) (api *datadogAPI, url string) {
	t.Helper()
	api = &datadogAPI{monitors: map[int]map[string]any{}, dashboards: map[string]map[string]any{}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /api/v1/monitor", func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("monitor_tags") != "product:otelcol-genai" {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		list := []map[string]any{}
		for id, m := range api.monitors {
			list = append(list, map[string]any{"id": id, "name": m["name"]})
		}
		answerJSON(w, list)
	})
	mux.HandleFunc("POST /api/v1/monitor", func(w http.ResponseWriter, r *http.Request) {
		api.made++
		id := 1_000_000_000 + api.made
		api.monitors[id] = body(r)
		answerJSON(w, map[string]any{"id": id})
	})
	mux.HandleFunc("PUT /api/v1/monitor/{id}", func(w http.ResponseWriter, r *http.Request) {
		id, err := strconv.Atoi(r.PathValue("id"))
		if err != nil || api.monitors[id] == nil {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		api.monitors[id] = body(r)
		answerJSON(w, map[string]any{"id": id})
	})
	mux.HandleFunc("POST /api/v1/monitor/validate", func(w http.ResponseWriter, r *http.Request) {
		if body(r)["type"] != "query alert" {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		api.validated++
		answerJSON(w, map[string]any{})
	})
	mux.HandleFunc("POST /api/v2/metrics/{metric}/tags", func(w http.ResponseWriter, r *http.Request) {
		api.percentile = append(api.percentile, r.PathValue("metric"))
		w.WriteHeader(http.StatusConflict) // it has one already
	})
	mux.HandleFunc("GET /api/v1/dashboard", func(w http.ResponseWriter, _ *http.Request) {
		list := []map[string]any{}
		for id, d := range api.dashboards {
			list = append(list, map[string]any{"id": id, "title": d["title"]})
		}
		answerJSON(w, map[string]any{"dashboards": list})
	})
	mux.HandleFunc("POST /api/v1/dashboard", func(w http.ResponseWriter, r *http.Request) {
		api.dashboards[fmt.Sprintf("abc-%d", len(api.dashboards))] = body(r)
		answerJSON(w, map[string]any{})
	})
	mux.HandleFunc("PUT /api/v1/dashboard/{id}", func(w http.ResponseWriter, r *http.Request) {
		api.dashboards[r.PathValue("id")] = body(r)
		answerJSON(w, map[string]any{})
	})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if api.refuses || r.Header.Get("DD-API-KEY") != datadogKey || r.Header.Get("DD-APPLICATION-KEY") != "app-key" {
			w.WriteHeader(http.StatusForbidden)
			fmt.Fprint(w, `{"errors":["Forbidden"]}`)
			return
		}
		mux.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	return api, server.URL
}

func body(r *http.Request) (decoded map[string]any) {
	_ = json.NewDecoder(r.Body).Decode(&decoded) // what is no JSON is nil
	return decoded
}

func answerJSON(w http.ResponseWriter, value any) { _ = json.NewEncoder(w).Encode(value) }

// applyDatadog runs the script as the README says.
func applyDatadog(t *testing.T, url string, args ...string) (string, error) {
	t.Helper()
	for _, program := range []string{"curl", "jq"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skip("the script needs " + program)
		}
	}
	cmd := exec.CommandContext(t.Context(), "sh", append([]string{datadogFolder + "/apply.sh"}, args...)...)
	cmd.Env = append(os.Environ(), "DD_API_URL="+url, "DD_API_KEY="+datadogKey, "DD_APP_KEY=app-key")
	output, err := cmd.CombinedOutput()
	return string(output), err
}

// What is shipped arrives whole, and again changes what is there.
func TestApplyingToDatadogTwice(t *testing.T) {
	all := datadogMonitors(t)
	api, url := startDatadogAPI(t)
	for range 2 {
		output, err := applyDatadog(t, url)
		require.NoError(t, err, output)
	}
	assert.Len(t, api.monitors, len(all))
	assert.Equal(t, len(all), api.made, "the second time none is made")
	assert.Len(t, api.dashboards, 1)
	assert.Contains(t, api.percentile, "genai.agent.duration")
	ids := map[string]string{}
	for id, m := range api.monitors {
		ids[strconv.Itoa(id)] = fmt.Sprint(m["name"])
	}
	composites := 0
	for _, m := range api.monitors {
		if m["type"] != "composite" {
			continue
		}
		composites++
		query := fmt.Sprint(m["query"])
		require.Regexp(t, `^[0-9]+( && [0-9]+)+$`, query)
		for _, id := range regexp.MustCompile(`[0-9]+`).FindAllString(query, -1) {
			assert.True(t, strings.HasPrefix(ids[id], fmt.Sprint(m["name"])+", condition "), "%v is made of %s", m["name"], ids[id])
		}
	}
	assert.Greater(t, composites, 10)
}

func TestDatadogIsAskedFirst(t *testing.T) {
	all := datadogMonitors(t)
	api, url := startDatadogAPI(t)
	output, err := applyDatadog(t, url, "validate")
	require.NoError(t, err, output)
	assert.Empty(t, api.monitors)
	assert.Greater(t, api.validated, len(all)/2)
}

func TestARefusalOfDatadogIsTold(t *testing.T) {
	api, url := startDatadogAPI(t)
	api.refuses = true
	for _, args := range [][]string{nil, {"validate"}} {
		output, err := applyDatadog(t, url, args...)
		require.Error(t, err, output)
		assert.Contains(t, output, "Forbidden")
		assert.NotContains(t, output, datadogKey)
	}
}
