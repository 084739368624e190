package genaisessionprocessor

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

const benchSpans = 100

// BenchmarkConsumeTraces is the processor alone: the accounts accept everything.
func BenchmarkConsumeTraces(b *testing.B) {
	for name, attrs := range map[string]map[string]any{
		"nothing_to_do": {"http.request.method": "GET", "url.full": "http://localhost/", "http.response.status_code": 200},
		"names_session": {"http.request.method": "GET", "url.full": "http://localhost/", "session.id": "s1"},
		"chat":          chat(map[string]any{"session.id": "s1", "user.id": "u-1", "gen_ai.agent.name": "planner", "gen_ai.response.id": "msg_1"}),
		"tool":          {"gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "search", "gen_ai.tool.call.arguments": `{"q": "weather in Oslo", "n": 3}`, "session.id": "s1"},
		"chat_unnamed":  chat(),
	} {
		b.Run(name, func(b *testing.B) {
			batch := newSpans(b, map[string]any{"service.name": "shop", "service.namespace": "acme"})
			for i := range benchSpans {
				batch.add(byte(i+1), attrs).SetTraceID(pcommon.TraceID{byte(i / 10)})
			}
			data, err := (&ptrace.ProtoMarshaler{}).MarshalTraces(batch.traces)
			require.NoError(b, err)
			p := startTraces(b, defaults(), newIdle(), nop(), consumertest.NewNop())
			b.ReportAllocs()
			for b.Loop() {
				b.StopTimer() // a batch is stamped once
				traces, err := (&ptrace.ProtoUnmarshaler{}).UnmarshalTraces(data)
				require.NoError(b, err)
				b.StartTimer()
				if err := p.ConsumeTraces(b.Context(), traces); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*benchSpans), "ns/span")
		})
	}
}

// BenchmarkPosting is what making a posting costs, without the attributes that are written back.
func BenchmarkPosting(b *testing.B) {
	for _, sessions := range []int{1, 100} {
		b.Run(fmt.Sprintf("sessions_%d", sessions), func(b *testing.B) {
			accounts := newIdle()
			scratch := newBatch(newPlan(defaults(), accounts.Attributes()), accounts, testQuality(), &defaults().Outcome)
			batch := newSpans(b, map[string]any{"service.name": "shop", "service.namespace": "acme"})
			for i := range benchSpans {
				batch.add(byte(i+1), chat(map[string]any{"session.id": fmt.Sprintf("s%d", i%sessions), "user.id": "u-1", "gen_ai.agent.name": "planner", "gen_ai.response.id": "msg_1"}))
			}
			b.ReportAllocs()
			for b.Loop() {
				scratch.addTraces(batch.traces)
				scratch.forget()
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*benchSpans), "ns/span")
		})
	}
}
