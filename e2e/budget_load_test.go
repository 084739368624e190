package e2e

import (
	"cmp"
	"context"
	bin "encoding/binary"
	"io"
	"net/http"
	"os"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/extension/extensioncapabilities"
	"go.opentelemetry.io/collector/extension/extensiontest"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/processor"
	"go.opentelemetry.io/collector/processor/processortest"
	"go.opentelemetry.io/collector/receiver/receivertest"

	"github.com/otelcol-genai/otelcol-genai/extension/genaibudgetextension"
	"github.com/otelcol-genai/otelcol-genai/processor/genaisessionprocessor"
	"github.com/otelcol-genai/otelcol-genai/receiver/genaifeedbackreceiver"
)

// budgetHost is an extension with its API, and the processor that posts to it.
type budgetHost struct {
	url       string
	processor processor.Traces
	extension component.Component
}

func (h *budgetHost) GetExtensions() map[component.ID]component.Component {
	return map[component.ID]component.Component{component.MustNewID("genai_budget"): h.extension, ramID: &ramStorage{}}
}

var ramID = component.MustNewID("ram")

// startBudgetHost starts them as a collector does: extension, processor, receivers, if not nil.
func startBudgetHost(tb testing.TB, receivers func(*budgetHost, testing.TB), changes ...func(*genaibudgetextension.Config)) *budgetHost {
	tb.Helper()
	address := freePorts(tb, 1)[0]
	factory := genaibudgetextension.NewFactory()
	config := factory.CreateDefaultConfig().(*genaibudgetextension.Config) //nolint:forcetypeassert // a panic is a failure here
	config.Server.NetAddr.Endpoint = address
	config.RateLimit.RequestsPerSecond = 0
	config.Sessions.MaxSessions = 2_000_000
	config.Budgets = []genaibudgetextension.BudgetConfig{
		{Name: "session", Scope: []string{"session"}, LimitUSD: "5"},
		{Name: "service-day", Scope: []string{"service.name"}, Window: "day", LimitUSD: "1000000"},
	}
	for _, change := range changes {
		change(config)
	}
	h := &budgetHost{url: "http://" + address}
	created, err := factory.Create(tb.Context(), extensiontest.NewNopSettings(factory.Type()), config)
	require.NoError(tb, err)
	h.extension = created
	require.NoError(tb, created.Start(tb.Context(), h))
	tb.Cleanup(func() { require.NoError(tb, created.Shutdown(context.WithoutCancel(tb.Context()))) })
	processors := genaisessionprocessor.NewFactory()
	h.processor, err = processors.CreateTraces(tb.Context(), processortest.NewNopSettings(processors.Type()), processors.CreateDefaultConfig(), consumertest.NewNop())
	require.NoError(tb, err)
	require.NoError(tb, h.processor.Start(tb.Context(), h))
	tb.Cleanup(func() { require.NoError(tb, h.processor.Shutdown(context.WithoutCancel(tb.Context()))) })
	if receivers != nil {
		receivers(h, tb)
	}
	require.NoError(tb, created.(extensioncapabilities.PipelineWatcher).Ready()) //nolint:forcetypeassert // likewise
	return h
}

// takeFeedback starts a receiver of feedback.
func (h *budgetHost) takeFeedback(tb testing.TB) {
	tb.Helper()
	receivers := genaifeedbackreceiver.NewFactory()
	config := receivers.CreateDefaultConfig().(*genaifeedbackreceiver.Config) //nolint:forcetypeassert // a panic is a failure here
	config.Server.NetAddr.Endpoint = freePorts(tb, 1)[0]
	created, err := receivers.CreateLogs(tb.Context(), receivertest.NewNopSettings(receivers.Type()), config, consumertest.NewNop())
	require.NoError(tb, err)
	require.NoError(tb, created.Start(tb.Context(), h))
	tb.Cleanup(func() { require.NoError(tb, created.Shutdown(context.WithoutCancel(tb.Context()))) })
}

// spanLoad makes batches of chargeable spans, each span new, over many sessions in turn.
type spanLoad struct {
	traces   ptrace.Traces
	batch    int
	sessions uint64
	next     uint64
	answers  bool // each span has the id of its answer
}

func newSpanLoad(tb testing.TB, batch, sessions int) *spanLoad {
	tb.Helper()
	b := newBatch()
	list := b.service(tb, "shop", "1")
	for i := range batch {
		add(tb, list, byte(i), byte(i), 0, chat(map[string]any{
			"session.id": loadedSession(uint64(i)), "gen_ai.agent.name": "planner",
			"genai.cost.total": 0.001, "genai.cost.currency": "USD", "genai.cost.source": "computed", "genai.cost.status": "ok",
		}))
	}
	return &spanLoad{traces: b.Traces, batch: batch, sessions: uint64(sessions)}
}

func loadedSession(n uint64) string {
	return "0f8fad5b-d9cb-469f-a165-" + strconv.FormatUint(1e11+n, 10)
}

// send has the next batch posted: the same spans with other ids, so that what is
// measured is not the making of them.
func (l *spanLoad) send(tb testing.TB, to processor.Traces) error {
	tb.Helper()
	now := uint64(time.Now().UnixNano())
	for _, span := range l.traces.ResourceSpans().At(0).ScopeSpans().At(0).Spans().All() {
		l.next++
		trace, id := span.TraceID(), span.SpanID()
		bin.BigEndian.PutUint64(trace[8:], l.next)
		bin.BigEndian.PutUint64(id[:], l.next)
		span.SetTraceID(trace)
		span.SetSpanID(id)
		span.SetStartTimestamp(pcommon.Timestamp(now - 1e9))
		span.SetEndTimestamp(pcommon.Timestamp(now))
		span.Attributes().PutStr("session.id", loadedSession(l.next%l.sessions))
		if l.answers {
			span.Attributes().PutStr("gen_ai.response.id", "chatcmpl-"+strconv.FormatUint(1e15+l.next, 10))
		}
	}
	return to.ConsumeTraces(tb.Context(), l.traces)
}

// latencies asks a URL one time after the other until stop, over a connection that is kept.
func latencies(tb testing.TB, url string, stop <-chan struct{}) (took []time.Duration) {
	tb.Helper()
	client := &http.Client{Transport: &http.Transport{}}
	defer client.CloseIdleConnections()
	for {
		select {
		case <-stop:
			slices.Sort(took)
			return took
		default:
		}
		request, err := http.NewRequestWithContext(tb.Context(), http.MethodGet, url, http.NoBody)
		if err != nil {
			tb.Error(err)
			return nil
		}
		began := time.Now()
		response, err := client.Do(request)
		if err != nil {
			tb.Error(err)
			return nil
		}
		_, err = io.Copy(io.Discard, response.Body)
		took = append(took, time.Since(began))
		if response.Body.Close(); err != nil || response.StatusCode != http.StatusOK {
			tb.Error(response.Status, err)
			return nil
		}
		time.Sleep(time.Millisecond)
	}
}

// BenchmarkBudgetAPI asks for budgets while one goroutine, and so one core at most,
// posts 200,000 chargeable spans a second through the processor and a
// ledger of a million sessions. The target is 1 ms at p99. /v1/health, which asks the
// ledger nothing, is asked beside it: what it takes is the machine's share. It is measured
// by the second: the medians of the seconds in which the load was reached, the one of them in which
// /v1/health was quickest, and the medians of all.
func BenchmarkBudgetAPI(b *testing.B) {
	sessions, rate := 1_000_000, 200_000
	if text := os.Getenv("SESSIONS"); text != "" {
		sessions, _ = strconv.Atoi(text)
	}
	h := startBudgetHost(b, nil)
	load := newSpanLoad(b, loadBatch, sessions)
	for load.next < uint64(sessions) {
		require.NoError(b, load.send(b, h.processor))
	}
	var windows []window
	for b.Loop() {
		windows = append(windows, h.window(b, load, rate))
	}
	// Where others take the machine, the load is not reached, and nothing of it is measured.
	reached := slices.DeleteFunc(slices.Clone(windows), func(w window) bool { return w.spans < 0.99*float64(rate) })
	b.ReportMetric(float64(len(reached)), "seconds-at-load")
	report := func(windows []window, name string) {
		if len(windows) == 0 {
			return
		}
		middle := func(of func(w *window) float64) float64 {
			values := make([]float64, len(windows))
			for i := range windows {
				values[i] = of(&windows[i])
			}
			slices.Sort(values)
			return values[len(values)/2]
		}
		b.ReportMetric(middle(func(w *window) float64 { return micros(w.median) }), "us/p50"+name)
		b.ReportMetric(middle(func(w *window) float64 { return micros(w.p99) }), "us/p99"+name)
		b.ReportMetric(middle(func(w *window) float64 { return micros(w.health) }), "us/health-p99"+name)
		b.ReportMetric(middle(func(w *window) float64 { return w.spans }), "spans/s"+name)
		b.ReportMetric(middle(func(w *window) float64 { return w.cores }), "cores"+name)
	}
	report(reached, "")
	if len(reached) > 0 {
		report([]window{slices.MinFunc(reached, func(x, y window) int { return cmp.Compare(x.health, y.health) })}, "-quietest")
	}
	report(windows, "-all")
}

// window is what was measured in a time of a second.
type window struct {
	median, p99, health time.Duration
	spans, cores        float64
}

func micros(d time.Duration) float64 { return float64(d.Microseconds()) }

func (h *budgetHost) window(b *testing.B, load *spanLoad, rate int) (w window) {
	b.Helper()
	const length = time.Second
	stop := make(chan struct{})
	var sent int
	var all sync.WaitGroup
	all.Go(func() {
		for began := time.Now(); ; {
			select {
			case <-stop:
				return
			default:
			}
			before := time.Now()
			if err := load.send(b, h.processor); err != nil {
				b.Error(err)
				return
			}
			w.cores += time.Since(before).Seconds() / length.Seconds()
			sent += load.batch
			time.Sleep(time.Duration(sent)*time.Second/time.Duration(rate) - time.Since(began))
		}
	})
	var budgets, health []time.Duration
	all.Go(func() { budgets = latencies(b, h.url+"/v1/sessions/"+loadedSession(77)+"/budget", stop) })
	all.Go(func() { health = latencies(b, h.url+"/v1/health", stop) })
	time.Sleep(length)
	close(stop)
	all.Wait()
	w.spans = float64(sent) / length.Seconds()
	w.median, w.p99, w.health = budgets[len(budgets)/2], budgets[len(budgets)*99/100], health[len(health)*99/100]
	return w
}
