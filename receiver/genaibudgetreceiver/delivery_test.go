package genaibudgetreceiver

import (
	"errors"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/consumer/consumererror"
	"go.opentelemetry.io/collector/consumer/consumertest"

	"github.com/otelcol-genai/otelcol-genai/internal/budget"
	"github.com/otelcol-genai/otelcol-genai/internal/session/sessiontest"
)

func TestEventsArePushedAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		accounts, sink := sessiontest.New(), &logsSink{}
		r := start(t, defaults(), accounts, consumertest.NewNop(), sink)
		time.Sleep(3 * time.Second)
		began := time.Now()
		accounts.Emit(crossing("e1", 0.5), crossing("e2", 0.8))
		synctest.Wait()
		assert.Equal(t, []string{"e1", "e2"}, sink.ids())
		assert.Equal(t, began, sink.takenAt(1), "no interval lies between")
		assert.EqualValues(t, 2, accounts.DeliveredThrough())
		assert.Equal(t, 1, sink.called(), "what is there goes in one batch")
		r.shutdown(t)
		assert.Zero(t, accounts.Listeners())
	})
}

func TestEventsOfBeforeTheStartAreDelivered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		accounts, sink, config := sessiontest.New(), &logsSink{}, defaults()
		config.MaxBatch = 10
		for i := range 25 {
			accounts.Emit(crossing(strconv.Itoa(i), 0.5))
		}
		r := start(t, config, accounts, nil, sink)
		synctest.Wait()
		assert.Len(t, sink.ids(), 25)
		assert.Equal(t, 3, sink.called())
		r.shutdown(t)
	})
}

// What was not taken is sent again, later and later, in order, with the same ids.
func TestEventsAreDeliveredAtLeastOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		accounts, sink := sessiontest.New(), &logsSink{errs: []error{errBusy, errBusy, errBusy}}
		r := start(t, defaults(), accounts, nil, sink)
		synctest.Wait()
		accounts.Emit(crossing("e1", 0.5))
		synctest.Wait()
		assert.Equal(t, 1, sink.called())
		accounts.Emit(crossing("e2", 0.8)) // while it waits
		synctest.Wait()
		assert.Equal(t, 1, sink.called(), "a new event does not cut the wait short")
		assert.Zero(t, accounts.DeliveredThrough())
		for _, step := range []struct {
			wait  time.Duration
			calls int
		}{{99 * time.Millisecond, 1}, {time.Millisecond, 2}, {200 * time.Millisecond, 3}, {400 * time.Millisecond, 4}} {
			time.Sleep(step.wait)
			synctest.Wait()
			assert.Equal(t, step.calls, sink.called())
		}
		assert.Equal(t, []string{"e1", "e2"}, sink.ids())
		assert.EqualValues(t, 2, accounts.DeliveredThrough())
		r.shutdown(t)
	})
}

func TestAKillBeforeTheLedgerKnowsDeliversAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		accounts, sink := sessiontest.New(), &logsSink{}
		accounts.Emit(crossing("e1", 0.5))
		accounts.Fail(errors.New("disk is full"))
		first := start(t, defaults(), accounts, nil, sink)
		time.Sleep(time.Minute)
		synctest.Wait()
		assert.Equal(t, []string{"e1"}, sink.ids(), "the same process does not send it twice")
		assert.Zero(t, accounts.DeliveredThrough())
		first.shutdown(t)

		accounts.Fail(nil)
		second := start(t, defaults(), accounts, nil, sink)
		synctest.Wait()
		assert.Equal(t, []string{"e1", "e1"}, sink.ids())
		assert.EqualValues(t, 1, accounts.DeliveredThrough())
		second.shutdown(t)
	})
}

func TestARefusedEventHoldsBackNoOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		refuse := consumererror.NewPermanent(errors.New("too long"))
		accounts, sink := sessiontest.New(), &logsSink{errs: []error{refuse, nil, refuse}}
		accounts.Emit(crossing("e1", 0.5), crossing("e2", 0.8), crossing("e3", 1))
		r := start(t, defaults(), accounts, nil, sink)
		synctest.Wait()
		assert.Equal(t, []string{"e1", "e3"}, sink.ids())
		assert.EqualValues(t, 3, accounts.DeliveredThrough())
		r.shutdown(t)
	})
}

func TestShutdownDeliversWhatIsLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		accounts, sink := sessiontest.New(), &logsSink{errs: []error{errBusy}}
		r := start(t, defaults(), accounts, nil, sink)
		synctest.Wait()
		accounts.Emit(crossing("e1", 0.5))
		synctest.Wait()
		assert.Empty(t, sink.ids())
		r.shutdown(t)
		assert.Equal(t, []string{"e1"}, sink.ids())
	})
}

// Both signals are one instance: an event is counted once and delivered once.
func TestMetricsAndLogsAreOneInstance(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		accounts, sink, metrics := sessiontest.New(), &logsSink{}, &consumertest.MetricsSink{}
		accounts.Limits = []budget.Budget{sessionBudget}
		r := start(t, defaults(), accounts, metrics, sink)
		assert.Same(t, r.metrics, r.logs)
		assert.Equal(t, 1, accounts.Listeners())
		accounts.Emit(crossing("e1", 0.5))
		time.Sleep(10 * time.Second)
		synctest.Wait()
		require.Len(t, metrics.AllMetrics(), 1)
		assert.InDelta(t, 1, series(t, metrics.AllMetrics()[0])["genai.budget.crossings"]["| genai.budget.name=session threshold=0.5"], 0)
		assert.Equal(t, []string{"e1"}, sink.ids())
		r.shutdown(t)

		other := start(t, defaults(), accounts, metrics, nil)
		assert.NotSame(t, r.metrics, other.metrics, "another id is another instance")
		other.shutdown(t)
	})
}

func TestMetricsDoNotWaitForLogs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		accounts, metrics := sessiontest.New(), &consumertest.MetricsSink{}
		r := start(t, defaults(), accounts, metrics, &logsSink{errs: []error{errBusy, errBusy, errBusy, errBusy, errBusy, errBusy, errBusy, errBusy, errBusy, errBusy}})
		synctest.Wait()
		accounts.Emit(crossing("e1", 0.5))
		time.Sleep(10 * time.Second)
		synctest.Wait()
		assert.InDelta(t, 1, series(t, metrics.AllMetrics()[0])["genai.budget.crossings"]["| genai.budget.name=session threshold=0.5"], 0)
		r.shutdown(t)
	})
}

func TestWithoutALogsPipelineEventsAreCountedAndForgotten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		accounts, metrics := sessiontest.New(), &consumertest.MetricsSink{}
		r := start(t, defaults(), accounts, metrics, nil)
		accounts.Emit(crossing("e1", 0.5))
		synctest.Wait()
		assert.EqualValues(t, 1, accounts.DeliveredThrough())
		r.shutdown(t)
		assert.InDelta(t, 1, series(t, metrics.AllMetrics()[0])["genai.budget.crossings"]["| genai.budget.name=session threshold=0.5"], 0)
	})
}
