package genaialertexporter

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/otelcol-genai/otelcol-genai/exporter/genaialertexporter/internal/destination"
	"github.com/otelcol-genai/otelcol-genai/internal/alert"
	"github.com/otelcol-genai/otelcol-genai/internal/shelf/shelftest"
)

// A destination is down for ten minutes, and the collector is killed in the middle. Every
// incident arrives once by its key, in order of severity, and none after it was resolved.
func TestADestinationIsDownForTenMinutesAndTheCollectorIsKilled(t *testing.T) {
	for name, traits := range map[string]destination.Traits{
		"one at a time":                {Batch: 1, Resolves: true},
		"in batches, and it forgets":   {Batch: 64, Resolves: true, Forgets: 5 * time.Minute},
		"several in one, and it keeps": {Batch: 5},
	} {
		t.Run(name, func(t *testing.T) {
			r := &recorder{traits: traits}
			withRecorders(t, map[string]*recorder{"a": r})
			synctest.Test(t, func(t *testing.T) { outage(t, r) })
		})
	}
}

const kept = `{storage: disk, destinations: [{type: recorder, id: a}], retry: {initial: 1s, max: 1m}}`

func outage(t *testing.T, r *recorder) {
	t.Helper()
	storage := shelftest.NewDisk()
	first := start(t, kept, shelftest.Host{shelftest.ID: storage})

	// Told before the outage; it ends while the destination is down.
	first.consume(t, crossing("before", 1))
	synctest.Wait()
	require.Len(t, r.all(), 1)

	r.down()
	wentDown := time.Now()
	var sent []event
	tell := func(e *running, events ...event) {
		for i := range events {
			events[i].attributes["genai.event.id"] = fmt.Sprintf("outage-%d", len(sent)+i)
		}
		sent = append(sent, events...)
		e.consume(t, events...)
	}
	tell(first, loop("warned", "warn"), cascade("failing"))
	time.Sleep(time.Minute)
	tell(first, loop("looping", "critical"))
	time.Sleep(time.Minute)
	tell(first, crossing("near", 0.8), crossing("worse", 0.8))
	time.Sleep(time.Minute)
	tell(first, crossing("spent", 1), crossing("over", 1), loop("over", "critical"))
	time.Sleep(time.Minute)
	tell(first, end("over"), end("before")) // both of the first are over before anybody knew
	tell(first, crossing("flaps", 1), end("flaps"), crossing("flaps", 1.2))

	first.kill(t, storage)
	second := start(t, kept, shelftest.Host{shelftest.ID: storage})
	time.Sleep(time.Minute)
	second.consume(t, sent...) // the ledger does not know that they were taken
	tell(second, crossing("worse", 1), loop("late", "critical"))
	time.Sleep(time.Minute)
	tell(second, end("near"))
	time.Sleep(time.Until(wentDown.Add(10 * time.Minute)))
	require.Len(t, r.all(), 1, "it was down all the time")
	r.up()
	time.Sleep(2 * time.Minute) // longer than the longest wait between two tries
	second.stop(t)

	assert.Equal(t, []string{
		"critical worse", "critical spent", "critical flaps",
		"error looping", "error late",
		"warning warned", "warning failing",
		"resolved before",
	}, news(r.all()[1:]))
	keys := map[string]int{}
	for _, told := range r.all() {
		if told.Action != alert.Renew {
			assert.Less(t, told.at.Sub(wentDown), 11*time.Minute+time.Second, "within the longest wait after it was back")
		}
		if told.Action == alert.Trigger {
			keys[told.Incident.Key]++
		}
	}
	for key, times := range keys {
		assert.Equal(t, 1, times, key)
	}

	// Another restart tells nothing.
	before := len(r.all())
	third := start(t, kept, shelftest.Host{shelftest.ID: storage})
	synctest.Wait()
	third.stop(t)
	assert.Len(t, r.all(), before)
}

// news is what was told, renewals apart: the severity or that it is over, and the session.
func news(all []told) (news []string) {
	for _, told := range all {
		session := ""
		for _, label := range told.Incident.Labels {
			if label.Name == "session.id" {
				session = label.Value
			}
		}
		switch told.Action {
		case alert.Trigger:
			news = append(news, told.Incident.Severity.String()+" "+session)
		case alert.Resolve:
			news = append(news, "resolved "+session)
		case alert.Renew:
		}
	}
	return news
}
