package genaialertexporter

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/consumer/consumererror"
	"go.opentelemetry.io/collector/exporter/exportertest"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/sdk/metric/metricdata/metricdatatest"

	"github.com/otelcol-genai/otelcol-genai/exporter/genaialertexporter/internal/destination"
	"github.com/otelcol-genai/otelcol-genai/exporter/genaialertexporter/internal/metadata"
	"github.com/otelcol-genai/otelcol-genai/internal/alert"
	"github.com/otelcol-genai/otelcol-genai/internal/shelf/shelftest"
)

const oneRecorder = `{destinations: [{type: recorder, id: a}]}`

func TestAnIncidentIsToldAtOnceAndResolved(t *testing.T) {
	r := &recorder{}
	withRecorders(t, map[string]*recorder{"a": r})
	synctest.Test(t, func(t *testing.T) {
		e := start(t, oneRecorder, nil)
		defer e.stop(t)
		began := time.Now()
		e.consume(t, crossing("s1", 1))
		synctest.Wait()
		told := r.all()
		require.Len(t, told, 1)
		assert.Equal(t, began, told[0].at, "nothing lies between")
		incident := told[0].Incident
		assert.Equal(t, "GenAISessionOverBudget", incident.Name)
		assert.Regexp(t, `^genai/budget/shop/[0-9a-f]{32}$`, incident.Key)
		assert.Equal(t, "Budget session of session s1 of shop is spent to 100 %: 5.00 USD of 5.00 USD", incident.Summary)

		time.Sleep(time.Minute)
		e.consume(t, end("s2"), end("s1"))
		synctest.Wait()
		assert.Equal(t, []string{"trigger GenAISessionOverBudget critical", "resolve GenAISessionOverBudget critical"}, r.said())
		assert.Equal(t, incident.Key, r.all()[1].Incident.Key)
		assert.Equal(t, began.Add(time.Minute).UTC(), r.all()[1].Incident.Ended)
	})
}

func TestTwoDestinationsDoNotWaitForEachOther(t *testing.T) {
	slow, quick := &recorder{}, &recorder{}
	withRecorders(t, map[string]*recorder{"slow": slow, "quick": quick})
	synctest.Test(t, func(t *testing.T) {
		e := start(t, `{destinations: [{type: recorder, id: slow, name: slow}, {type: recorder, id: quick, name: quick}]}`, nil)
		defer e.stop(t)
		slow.down()
		e.consume(t, crossing("s1", 1))
		synctest.Wait()
		assert.Empty(t, slow.all())
		assert.Len(t, quick.all(), 1)
		slow.up()
		time.Sleep(time.Second)
		synctest.Wait()
		assert.Len(t, slow.all(), 1)
		assert.Len(t, quick.all(), 1)
	})
}

// The wait doubles up to the longest, or is what the destination asked for, and begins anew after a success.
func TestRetries(t *testing.T) {
	r := &recorder{}
	withRecorders(t, map[string]*recorder{"a": r})
	synctest.Test(t, func(t *testing.T) {
		e := start(t, `{destinations: [{type: recorder, id: a}], retry: {initial: 1s, max: 4s}}`, nil)
		defer e.stop(t)
		began := time.Now()
		r.down()
		e.consume(t, crossing("s1", 1))
		synctest.Wait()
		e.consume(t, crossing("s2", 1)) // does not cut the wait short
		time.Sleep(16 * time.Second)
		r.breaks(func([]alert.Notice) error {
			return &destination.Failure{Status: 429, After: time.Minute, Reason: "slow down"}
		})
		time.Sleep(4 * time.Second)
		r.breaks(nil)
		time.Sleep(2 * time.Minute)
		synctest.Wait()
		var after []time.Duration
		for _, at := range r.tries {
			after = append(after, at.Sub(began))
		}
		second := time.Second
		assert.Equal(t, []time.Duration{0, second, 3 * second, 7 * second, 11 * second, 15 * second, 19 * second, 79 * second, 79 * second}, after)
		assert.Len(t, r.all(), 2)
		assert.Equal(t, 1, e.logs.FilterMessageSnippet("does not take notices").Len(), "it is said once")
		assert.Equal(t, 1, e.logs.FilterMessageSnippet("takes notices again").Len())
	})
}

// What a destination refuses for good takes nothing else with it, and is not tried again.
func TestARefusedNoticeHoldsBackNoOther(t *testing.T) {
	r := &recorder{traits: destination.Traits{Batch: 10}}
	withRecorders(t, map[string]*recorder{"a": r})
	synctest.Test(t, func(t *testing.T) {
		e := start(t, oneRecorder, nil)
		defer e.stop(t)
		r.breaks(func(notices []alert.Notice) error {
			for i := range notices {
				if notices[i].Incident.Severity == alert.Error {
					return &destination.Failure{Permanent: true, Status: 400, Reason: "Bad Request"}
				}
			}
			return nil
		})
		e.consume(t, crossing("s1", 1), loop("s2", "critical"), loop("s3", "warn"))
		synctest.Wait()
		assert.Equal(t, []string{"trigger GenAISessionOverBudget critical", "trigger GenAIToolLoop warning"}, r.said())
		tries := len(r.tries)
		time.Sleep(time.Hour)
		synctest.Wait()
		assert.Len(t, r.tries, tries)
		refused := e.logs.FilterMessageSnippet("refused and is dropped").All()
		require.Len(t, refused, 1)
		assert.Equal(t, "GenAIToolLoop", refused[0].ContextMap()["alert"])
		assert.NotContains(t, refused[0].ContextMap(), "s2")
	})
}

// What is said of an incident while it is being told of waits its turn and is told by itself.
func TestTheWorstIsToldFirst(t *testing.T) {
	r := &recorder{traits: destination.Traits{Batch: 2}}
	withRecorders(t, map[string]*recorder{"a": r})
	synctest.Test(t, func(t *testing.T) {
		e := start(t, oneRecorder, nil)
		defer e.stop(t)
		e.consume(t, cascade("s1"), loop("s2", "critical"), crossing("s3", 0.8), crossing("s4", 1), loop("s5", "warn"))
		synctest.Wait()
		assert.Equal(t, []alert.Severity{alert.Critical, alert.Error, alert.Warning, alert.Warning, alert.Warning}, severities(r.all()))
		assert.Equal(t, []int{2, 2, 1}, r.batches)
	})
}

// Between two requests the pace is kept, and what happened in the meantime is in the next one, the worst first.
func TestThePaceIsKept(t *testing.T) {
	r := &recorder{traits: destination.Traits{Batch: 10, Pace: time.Second}}
	withRecorders(t, map[string]*recorder{"a": r})
	synctest.Test(t, func(t *testing.T) {
		e := start(t, oneRecorder, nil)
		began := time.Now()
		e.consume(t, loop("s1", "warn"))
		synctest.Wait()
		e.consume(t, loop("s2", "warn"))
		time.Sleep(900 * time.Millisecond)
		e.consume(t, loop("s3", "critical"))
		time.Sleep(time.Second)
		e.consume(t, loop("s4", "warn"), end("s1"))
		e.stop(t)
		assert.Equal(t, []int{1, 2, 2}, r.batches)
		assert.Equal(t, []alert.Severity{alert.Warning, alert.Error, alert.Warning, alert.Warning, alert.Warning}, severities(r.all()))
		second := time.Second
		assert.Equal(t, []time.Time{began, began.Add(second), began.Add(2 * second)}, r.tries)
	})
}

func TestADestinationThatForgetsIsReminded(t *testing.T) {
	r := &recorder{traits: destination.Traits{Batch: 10, Forgets: 3 * time.Minute}}
	withRecorders(t, map[string]*recorder{"a": r})
	synctest.Test(t, func(t *testing.T) {
		e := start(t, oneRecorder, nil)
		defer e.stop(t)
		e.consume(t, crossing("s1", 1))
		time.Sleep(3*time.Minute + time.Second)
		synctest.Wait()
		const renew = "renew GenAISessionOverBudget critical"
		assert.Equal(t, []string{"trigger GenAISessionOverBudget critical", renew, renew, renew}, r.said())
		assert.Equal(t, r.all()[0].Incident.Labels, r.all()[3].Incident.Labels)
	})
}

func TestDryRun(t *testing.T) {
	r := &recorder{}
	withRecorders(t, map[string]*recorder{"a": r})
	synctest.Test(t, func(t *testing.T) {
		storage := shelftest.NewDisk()
		e := start(t, `{dry_run: true, storage: disk, destinations: [{type: recorder, id: a}]}`, shelftest.Host{shelftest.ID: storage})
		defer e.stop(t)
		e.consume(t, crossing("jane@example.com", 1))
		synctest.Wait()
		assert.Empty(t, r.all())
		logged := e.logs.FilterMessageSnippet("would tell").All()
		require.Len(t, logged, 1)
		fields := logged[0].ContextMap()
		assert.Equal(t, "GenAISessionOverBudget", fields["alert"])
		assert.Equal(t, "critical", fields["severity"])
		assert.Equal(t, "trigger", fields["action"])
		assert.Equal(t, "recorder", fields["destination"])
		assert.NotContains(t, fmt.Sprint(e.logs.All()), "jane", "nothing that is personal")
		assert.Empty(t, storage.Values(), "nobody was told, and nothing is remembered as told")
	})
}

func TestWithoutAStorageItIsSaidOnce(t *testing.T) {
	withRecorders(t, map[string]*recorder{"a": {}})
	e := start(t, oneRecorder, nil)
	defer e.stop(t)
	assert.Equal(t, 1, e.logs.FilterMessageSnippet("no storage is configured").Len())
}

func TestAStorageThatIsNotThereIsRefused(t *testing.T) {
	withRecorders(t, map[string]*recorder{"a": {}})
	for text, extensions := range map[string]shelftest.Host{
		`there is no extension "disk" in service.extensions`: {},
		`extension "disk" is no storage`:                     {shelftest.ID: struct{ component.Component }{}},
	} {
		config, err := load(t, kept)
		require.NoError(t, err)
		created, err := NewFactory().CreateLogs(t.Context(), exportertest.NewNopSettings(metadata.Type), config)
		require.NoError(t, err)
		require.ErrorContains(t, created.Start(t.Context(), extensions), text)
		require.NoError(t, created.Shutdown(t.Context()))
	}
}

// What is not stored is not acknowledged, but told; and it counts once, however often it is sent again.
func TestAStorageThatFails(t *testing.T) {
	r := &recorder{}
	withRecorders(t, map[string]*recorder{"a": r})
	synctest.Test(t, func(t *testing.T) {
		storage := shelftest.NewDisk()
		e := start(t, kept, shelftest.Host{shelftest.ID: storage})
		storage.Fails.Store(true)
		batch := logsOf(crossing("s1", 1))
		for range 3 {
			err := e.ConsumeLogs(t.Context(), batch)
			require.ErrorContains(t, err, "store incidents")
			assert.False(t, consumererror.IsPermanent(err), "it is to be sent again")
		}
		synctest.Wait()
		assert.Len(t, r.all(), 1, "people come before disks")
		assert.Equal(t, 1, e.logs.FilterMessageSnippet("does not take incidents").Len(), "it is said once")
		storage.Fails.Store(false)
		require.NoError(t, e.ConsumeLogs(t.Context(), batch))
		assert.Equal(t, 1, e.logs.FilterMessageSnippet("takes incidents again").Len())
		e.kill(t, storage)

		second := start(t, kept, shelftest.Host{shelftest.ID: storage})
		second.consume(t, end("s1"))
		synctest.Wait()
		second.stop(t)
		assert.Equal(t, []string{"trigger GenAISessionOverBudget critical", "resolve GenAISessionOverBudget critical"}, r.said())
	})
}

// A storage that is damaged keeps no collector from starting.
func TestADamagedStorage(t *testing.T) {
	r := &recorder{}
	withRecorders(t, map[string]*recorder{"a": r})
	synctest.Test(t, func(t *testing.T) {
		storage := shelftest.NewDisk()
		first := start(t, kept, shelftest.Host{shelftest.ID: storage})
		r.down()
		first.consume(t, crossing("s1", 1), crossing("s2", 1))
		first.stop(t)
		storage.Put("incident/00000001", []byte("{"))
		r.up()
		second := start(t, kept, shelftest.Host{shelftest.ID: storage})
		synctest.Wait()
		second.stop(t)
		assert.Len(t, r.all(), 1)
		assert.Equal(t, 1, second.logs.FilterMessageSnippet("could not be read back").Len())
		got, err := second.tel.GetMetric("otelcol_genai_alert.records.lost")
		require.NoError(t, err)
		metricdatatest.AssertEqual(t, metricdata.Sum[int64]{Temporality: metricdata.CumulativeTemporality, IsMonotonic: true, DataPoints: []metricdata.DataPoint[int64]{point(1)}},
			got.Data.(metricdata.Sum[int64]), metricdatatest.IgnoreTimestamp(), metricdatatest.IgnoreExemplars())
	})
}

// An answer that is lost is no message that was not sent: where an incident can be resolved, it is.
func TestALostAnswer(t *testing.T) {
	pager, channel := &recorder{traits: destination.Traits{Resolves: true}}, &recorder{}
	withRecorders(t, map[string]*recorder{"pager": pager, "channel": channel})
	synctest.Test(t, func(t *testing.T) {
		e := start(t, `{destinations: [{type: recorder, id: pager, name: pager}, {type: recorder, id: channel, name: channel}]}`, nil)
		defer e.stop(t)
		for _, r := range []*recorder{pager, channel} {
			r.breaks(func([]alert.Notice) error { return &destination.Failure{Unsure: true, Reason: "no answer in time"} })
		}
		e.consume(t, crossing("s1", 1))
		synctest.Wait()
		e.consume(t, end("s1"))
		pager.up()
		channel.up()
		time.Sleep(time.Minute)
		synctest.Wait()
		assert.Equal(t, []string{"resolve GenAISessionOverBudget critical"}, pager.said())
		assert.Empty(t, channel.said())
	})
}

// At a shutdown what can be told is told, once, and what cannot is not waited for.
func TestShutdownTellsWhatItCan(t *testing.T) {
	up, down := &recorder{}, &recorder{}
	withRecorders(t, map[string]*recorder{"up": up, "down": down})
	synctest.Test(t, func(t *testing.T) {
		e := start(t, `{destinations: [{type: recorder, id: up, name: up}, {type: recorder, id: down, name: down}]}`, nil)
		down.down()
		e.consume(t, crossing("s1", 1), crossing("s2", 1), crossing("s3", 1))
		began := time.Now()
		e.stop(t)
		assert.Len(t, up.all(), 3)
		assert.Empty(t, down.all())
		assert.Less(t, time.Since(began), shutdownGrace)
	})
}

func TestRecordsThatAreNoEventsCostNothing(t *testing.T) {
	withRecorders(t, map[string]*recorder{"a": {}})
	e := start(t, oneRecorder, nil)
	defer e.stop(t)
	logs := plog.NewLogs()
	records := logs.ResourceLogs().AppendEmpty().ScopeLogs().AppendEmpty().LogRecords()
	for range 1000 {
		record := records.AppendEmpty()
		record.SetEventName("gen_ai.client.inference.operation.details")
		record.Attributes().PutStr("gen_ai.input.messages", "x")
	}
	var ignored int
	allocs := testing.AllocsPerRun(100, func() { _, ignored = eventsOf(logs, e.exporter.concerns) })
	assert.Equal(t, 1000, ignored)
	assert.LessOrEqual(t, allocs, 3.0, "of the iterators, for a thousand records")
}
