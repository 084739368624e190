package e2e

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/pdata/ptrace/ptraceotlp"
)

// A lapse lets Prometheus see days of recorded traffic in a minute. Sessions are replayed
// as fast as the collector takes them, through a server that stops the replay at every
// step of the recorded time and keeps the collector's pages with that time beside each
// sample. Prometheus scrapes what was kept. Rules and their windows are as shipped.
type lapse struct {
	collector *collector
	proxy     string // host:port that passes spans on to it
	start     time.Time
	step      time.Duration
	prom      *prometheus

	mu    sync.Mutex
	at    time.Time // the last step
	pages []*keptPage
	judge func(context.Context) error // sends what was judged in a step; nil for nothing
}

// keptPage is a page of the collector at the steps that were not scraped yet.
type keptPage struct {
	address string // where the collector has it
	mu      sync.Mutex
	kept    bytes.Buffer
}

// lapseFlush is how often the collector brings its page up to date in a lapse.
const lapseFlush = 25 * time.Millisecond

// startLapse starts a collector on the default configuration with overlays, and a
// Prometheus that sees it at every step. It begins so long ago, at a full hour or up to
// one later: the ledger watches loops and contexts only of what is less than a day old.
func startLapse(t *testing.T, ago, step time.Duration, overlays ...string) *lapse {
	t.Helper()
	start := time.Now().Add(-ago).Add(5 * time.Minute).Truncate(time.Minute)
	if step == time.Hour {
		start = start.Truncate(time.Hour)
	}
	flush := fmt.Sprintf("connectors::genai_metrics::interval: %[1]s\nconnectors::genai_metrics::drift::baseline_time: 0s\nreceivers::genai_budget::interval: %[1]s\n", lapseFlush)
	c, own := startWatched(t, append([]string{flush}, overlays...)...)
	l := &lapse{collector: c, start: start, step: step, at: start, pages: []*keptPage{{address: c.metrics}, {address: own}}}
	l.proxy = serve(t, l.pass)
	l.prom = startPrometheus(t, nil,
		"localhost:9464", serve(t, l.pages[0].scrape),
		"localhost:8888", serve(t, l.pages[1].scrape),
		"scrape_interval: 5s", "scrape_interval: 1s",
		"evaluation_interval: 5s", "evaluation_interval: 1h", // alerts evaluates the rules
		"out_of_order_time_window: 30m", "out_of_order_time_window: 30d")
	return l
}

// serve serves on a host:port, which it returns.
func serve(t *testing.T, handler http.HandlerFunc) string {
	t.Helper()
	s := httptest.NewServer(handler)
	t.Cleanup(s.Close)
	return strings.TrimPrefix(s.URL, "http://")
}

// replay replays a folder of recordings, from where the lapse is.
func (l *lapse) replay(t *testing.T, folder string, sessions, concurrent int, more ...string) {
	t.Helper()
	genaiReplay(t, l.proxy, append([]string{
		"--traffic", folder, "--sessions", strconv.Itoa(sessions), "--concurrent", strconv.Itoa(concurrent),
		"--start", l.at.UTC().Format(time.RFC3339), "--batch", "10",
	}, more...)...)
	l.wait(t, l.step)
}

// send sends spans that are moved in time so that the last one ends now.
func (l *lapse) send(t *testing.T, traces ptrace.Traces) {
	t.Helper()
	later := pcommon.NewTimestampFromTime(l.at) - latest(traces)
	for _, resource := range traces.ResourceSpans().All() {
		for _, scope := range resource.ScopeSpans().All() {
			for _, span := range scope.Spans().All() {
				span.SetStartTimestamp(span.StartTimestamp() + later)
				span.SetEndTimestamp(span.EndTimestamp() + later)
			}
		}
	}
	l.collector.sendTraces(t, traces)
}

// latest is when the last span ended.
func latest(traces ptrace.Traces) (at pcommon.Timestamp) {
	for _, resource := range traces.ResourceSpans().All() {
		for _, scope := range resource.ScopeSpans().All() {
			for _, span := range scope.Spans().All() {
				at = max(at, span.EndTimestamp())
			}
		}
	}
	return at
}

// wait lets time pass.
func (l *lapse) wait(t *testing.T, long time.Duration) {
	t.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	for end := l.at.Add(long); l.at.Before(end); {
		require.NoError(t, l.keep(t.Context()))
	}
}

// restart ends the collector and starts it again some time later, in which it has no
// pages, with what overlays change of its configuration.
func (l *lapse) restart(t *testing.T, later time.Duration, overlays ...string) {
	t.Helper()
	l.collector.shutdown(t)
	l.at = l.at.Add(later)
	for _, overlay := range overlays {
		l.collector.args = append(l.collector.args, "--config", writeConfig(t, overlay))
	}
	l.collector.start(t)
}

// pass hands spans on to the collector, after the steps that end before them.
func (l *lapse) pass(w http.ResponseWriter, r *http.Request) {
	l.mu.Lock()
	defer l.mu.Unlock()
	body, err := io.ReadAll(r.Body)
	if err == nil {
		err = l.stepTo(r.Context(), body)
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	target := &httputil.ReverseProxy{Rewrite: func(p *httputil.ProxyRequest) {
		p.SetURL(&url.URL{Scheme: "http", Host: l.collector.otlpHTTP})
		p.Out.Body = io.NopCloser(bytes.NewReader(body))
	}}
	target.ServeHTTP(w, r)
}

// stepTo keeps the pages at each step before the last span of a request ended.
func (l *lapse) stepTo(ctx context.Context, body []byte) error {
	request := ptraceotlp.NewExportRequest()
	if err := request.UnmarshalProto(body); err != nil {
		return err
	}
	for end := latest(request.Traces()).AsTime(); end.Sub(l.at) >= l.step; {
		if err := l.keep(ctx); err != nil {
			return err
		}
	}
	return nil
}

// keep ends a step.
func (l *lapse) keep(ctx context.Context) error {
	if l.judge != nil {
		if err := l.judge(ctx); err != nil {
			return err
		}
	}
	if err := l.awaitFlush(ctx); err != nil {
		return err
	}
	l.at = l.at.Add(l.step)
	for _, page := range l.pages {
		_, text, err := get(ctx, "http://"+page.address+"/metrics")
		if err != nil {
			return err
		}
		page.mu.Lock()
		stamp(&page.kept, text, l.at)
		page.mu.Unlock()
	}
	return nil
}

var flushes = regexp.MustCompile(`(?m)^otelcol_genai_(metrics|budget_receiver)_flushes\{[^}]*\} (\d+)`)

// awaitFlush waits until all that the collector has is on its pages, which on a busy machine is no matter of time.
func (l *lapse) awaitFlush(ctx context.Context) error {
	counted := func() (map[string]int, error) {
		_, text, err := get(ctx, "http://"+l.pages[1].address+"/metrics")
		n := map[string]int{}
		for _, found := range flushes.FindAllStringSubmatch(text, -1) {
			count, _ := strconv.Atoi(found[2]) // digits
			n[found[1]] += count
		}
		return n, err
	}
	began, err := counted()
	for deadline := time.Now().Add(startTimeout); err == nil; {
		time.Sleep(lapseFlush)
		var now map[string]int
		// The first of two may have been at work already.
		if now, err = counted(); now["metrics"] >= began["metrics"]+2 && now["budget_receiver"] >= began["budget_receiver"]+2 {
			return nil
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("the collector writes no metrics: %v flushes, then %v", began, now)
		}
	}
	return err
}

// scrape answers with what was kept and not yet scraped. What does not arrive, as a
// scrape ends with its interval, is kept for the next one.
func (p *keptPage) scrape(w http.ResponseWriter, _ *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	w.Header().Set("Content-Type", "text/plain; version=0.0.4")
	_, err := w.Write(p.kept.Bytes())
	if err == nil && http.NewResponseController(w).Flush() == nil {
		p.kept.Reset()
	}
}

// stamp writes the samples of a page with a time beside each.
func stamp(to *bytes.Buffer, page string, at time.Time) {
	lines := bufio.NewScanner(strings.NewReader(page))
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		if line, _, _ := strings.Cut(lines.Text(), " # "); line != "" && line[0] != '#' {
			fmt.Fprintf(to, "%s %d\n", line, at.UnixMilli())
		}
	}
}

// alerts are those that the rules would have raised, evaluated once a minute. Rules
// are evaluated between the steps, so that there is one within the five minutes in
// which Prometheus looks for a sample.
func (l *lapse) alerts(t *testing.T) map[string][]fired {
	t.Helper()
	return alertsOf(t, l.prom, l.start.Add(30*time.Second), l.at, time.Minute)
}

// awaitScraped waits until Prometheus has all that was kept.
func (l *lapse) awaitScraped(t *testing.T) {
	t.Helper()
	require.Eventually(t, func() bool {
		return len(l.queryNow(t, "genai_session_active")) > 0 && len(l.queryNow(t, "otelcol_process_uptime")) > 0
	}, 15*time.Second, 100*time.Millisecond)
}

// queryNow evaluates an expression at the last step.
func (l *lapse) queryNow(t *testing.T, expr string) []track {
	t.Helper()
	return l.prom.queryRange(t, expr, l.at, l.at, l.step)
}

// alertsOf evaluates every alerting rule at every step of a time, as Prometheus would have.
func alertsOf(t *testing.T, p *prometheus, start, end time.Time, step time.Duration) map[string][]fired {
	t.Helper()
	rules := p.rules(t)
	recorded := recordings(rules)
	alerts := map[string][]fired{}
	for _, r := range rules {
		if r.Type != "alerting" {
			continue
		}
		for _, one := range p.queryRange(t, expand(t, r.Query, recorded), start, end, step) {
			if at, fires := held(one.At, time.Duration(r.Duration)*time.Second, step); fires {
				alerts[r.Name] = append(alerts[r.Name], fired{one.Labels, at, one.Values[len(one.Values)-1]})
			}
		}
	}
	return alerts
}

// fired is an alert, when it began to fire and the last value of its expression.
type fired struct {
	Labels map[string]string
	At     time.Time
	Value  float64
}

// of are those of some labels that it has.
func (f fired) of(labels ...string) string {
	var values []string
	for _, label := range labels {
		if value := f.Labels[label]; value != "" {
			values = append(values, value)
		}
	}
	return strings.Join(values, " ")
}

// held finds when an expression first had a value at every step for so long.
func held(at []time.Time, long, step time.Duration) (time.Time, bool) {
	since := 0
	for i := range at {
		if i > 0 && at[i].Sub(at[i-1]) > step {
			since = i
		}
		if at[i].Sub(at[since]) >= long {
			return at[i], true
		}
	}
	return time.Time{}, false
}

// recordings are the expressions of the recording rules, by what they record.
func recordings(rules []rule) map[string]string {
	recorded := map[string]string{}
	for _, r := range rules {
		if r.Type == "recording" {
			recorded[r.Name] = r.Query
		}
	}
	return recorded
}

var recordedName = regexp.MustCompile(`\bgenai:[a-zA-Z0-9_:]+`)

// expand puts the expressions of recording rules in the place of their names: a time in
// which nobody recorded them has no such series.
func expand(t *testing.T, expr string, recorded map[string]string) string {
	t.Helper()
	for range 10 {
		found := false
		expr = recordedName.ReplaceAllStringFunc(expr, func(name string) string {
			query, known := recorded[name]
			require.True(t, known, "no rule records %s", name)
			found = true
			return "(" + query + ")"
		})
		if !found {
			// A range of a recorded series is a subquery of its expression.
			return regexp.MustCompile(`\)\[(\w+)\]`).ReplaceAllString(expr, ")[$1:1m]")
		}
	}
	require.Fail(t, "rules record each other", expr)
	return ""
}
