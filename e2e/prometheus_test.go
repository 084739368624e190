package e2e

import (
	"encoding/json"
	"net/http"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/otelcol-genai/otelcol-genai/internal/servers"
)

// prometheus is a real one, on the files that are shipped in monitoring/prometheus.
type prometheus struct{ *server }

// startPrometheus starts Prometheus on the shipped files. Edits of the rules and of
// prometheus.yml are texts, each followed by what takes its place.
func startPrometheus(t *testing.T, ruleEdits []string, edits ...string) *prometheus {
	t.Helper()
	folder := t.TempDir()
	const shipped = "../monitoring/prometheus/"
	writeFile(t, folder, "rules.yml", edit(t, string(readFile(t, shipped+"rules.yml")), ruleEdits...))
	path := writeFile(t, folder, "prometheus.yml", edit(t, string(readFile(t, shipped+"prometheus.yml")), edits...))
	address := freePorts(t, 1)[0]
	return &prometheus{startServer(t, servers.Prometheus, address, "/-/ready",
		"--config.file="+path, "--storage.tsdb.path="+filepath.Join(folder, "data"), "--web.listen-address="+address, "--log.level=warn",
		// A compaction while a test reads what was scraped late would hide some of it.
		"--storage.tsdb.min-block-duration=31d", "--storage.tsdb.max-block-duration=31d")}
}

// edit replaces texts, each of which must be there.
func edit(t *testing.T, text string, edits ...string) string {
	t.Helper()
	for i := 0; i+1 < len(edits); i += 2 {
		require.Contains(t, text, edits[i])
		text = strings.ReplaceAll(text, edits[i], edits[i+1])
	}
	return text
}

// sample is one series of the answer to a query at an instant.
type sample struct {
	Labels map[string]string
	Value  float64
}

// track is one series of the answer to a query over a time: its values at the steps where there is one.
type track struct {
	Labels map[string]string
	At     []time.Time
	Values []float64
}

// query evaluates an expression now; a scalar is a sample without labels.
func (p *prometheus) query(t *testing.T, expr string) []sample {
	t.Helper()
	var answer struct {
		Type   string          `json:"resultType"`
		Result json.RawMessage `json:"result"`
	}
	p.ask(t, "/api/v1/query", url.Values{"query": {expr}}, &answer)
	if answer.Type == "scalar" {
		return []sample{{Value: decodePoint(t, answer.Result).value}}
	}
	var vector []struct {
		Metric map[string]string `json:"metric"`
		Value  json.RawMessage   `json:"value"`
	}
	require.NoError(t, json.Unmarshal(answer.Result, &vector), "%s: %s", expr, answer.Result)
	samples := make([]sample, 0, len(vector))
	for _, s := range vector {
		samples = append(samples, sample{s.Metric, decodePoint(t, s.Value).value})
	}
	return samples
}

// queryRange evaluates an expression at every step.
func (p *prometheus) queryRange(t *testing.T, expr string, start, end time.Time, step time.Duration) []track {
	t.Helper()
	var answer struct {
		Result []struct {
			Metric map[string]string `json:"metric"`
			Values []json.RawMessage `json:"values"`
		} `json:"result"`
	}
	p.ask(t, "/api/v1/query_range", url.Values{
		"query": {expr}, "start": {unix(start)}, "end": {unix(end)}, "step": {strconv.FormatFloat(step.Seconds(), 'f', -1, 64)},
	}, &answer)
	tracks := make([]track, 0, len(answer.Result))
	for _, series := range answer.Result {
		one := track{Labels: series.Metric}
		for _, raw := range series.Values {
			point := decodePoint(t, raw)
			one.At = append(one.At, point.at)
			one.Values = append(one.Values, point.value)
		}
		tracks = append(tracks, one)
	}
	return tracks
}

// rule is one that Prometheus loaded.
type rule struct {
	Type     string      `json:"type"` // alerting or recording
	Name     string      `json:"name"`
	Query    string      `json:"query"`
	Duration float64     `json:"duration"` // of for, in seconds
	Health   string      `json:"health"`
	Error    string      `json:"lastError"`
	Alerts   []ruleAlert `json:"alerts"`
}

type ruleAlert struct {
	Labels   map[string]string `json:"labels"`
	State    string            `json:"state"`
	ActiveAt time.Time         `json:"activeAt"`
}

func (p *prometheus) rules(t *testing.T) []rule {
	t.Helper()
	var answer struct {
		Groups []struct {
			Rules []rule `json:"rules"`
		} `json:"groups"`
	}
	p.ask(t, "/api/v1/rules", nil, &answer)
	var rules []rule
	for _, group := range answer.Groups {
		rules = append(rules, group.Rules...)
	}
	require.NotEmpty(t, rules)
	return rules
}

// recording is the expression of a recording rule.
func (p *prometheus) recording(t *testing.T, name string) string {
	t.Helper()
	for _, r := range p.rules(t) {
		if r.Name == name {
			return r.Query
		}
	}
	require.Fail(t, "no such rule", name)
	return ""
}

// active are the alerts of a rule, and since when they hold.
func (p *prometheus) active(t *testing.T, name string) (alerts []ruleAlert) {
	t.Helper()
	for _, r := range p.rules(t) {
		if r.Name == name {
			alerts = append(alerts, r.Alerts...)
		}
	}
	return alerts
}

// ask asks the API and reads its data.
func (p *prometheus) ask(t *testing.T, path string, form url.Values, data any) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+p.address+path+"?"+form.Encode(), http.NoBody)
	require.NoError(t, err)
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	defer response.Body.Close()
	var answer struct {
		Status string          `json:"status"`
		Error  string          `json:"error"`
		Data   json.RawMessage `json:"data"`
	}
	require.NoError(t, json.NewDecoder(response.Body).Decode(&answer))
	require.Equal(t, "success", answer.Status, "%s %s: %s", path, form.Get("query"), answer.Error)
	require.NoError(t, json.Unmarshal(answer.Data, data))
}

type point struct {
	at    time.Time
	value float64
}

// decodePoint reads [unix seconds, "value"].
func decodePoint(t *testing.T, raw json.RawMessage) point {
	t.Helper()
	var pair [2]json.RawMessage
	var seconds float64
	var text string
	require.NoError(t, json.Unmarshal(raw, &pair))
	require.NoError(t, json.Unmarshal(pair[0], &seconds))
	require.NoError(t, json.Unmarshal(pair[1], &text))
	value, err := strconv.ParseFloat(text, 64)
	require.NoError(t, err)
	return point{time.UnixMilli(int64(seconds * 1000)), value}
}

func unix(at time.Time) string {
	return strconv.FormatFloat(float64(at.UnixMilli())/1000, 'f', 3, 64)
}
