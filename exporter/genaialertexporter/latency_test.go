package genaialertexporter

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/otelcol-genai/otelcol-genai/internal/alerttest"
	"github.com/otelcol-genai/otelcol-genai/internal/shelf/shelftest"
)

// Two seconds are what an alert may take from the call that crosses a budget to the request at
// PagerDuty and Slack. Here is what of it is the exporter's, with its defaults.
func TestLatency(t *testing.T) {
	if testing.Short() {
		t.Skip("under the race detector this would be the race detector's time")
	}
	const sessions, apart = 40, 100 * time.Millisecond // for a minute this is ten times what max_per_minute lets pass
	pager, slack := alerttest.NewPagerDuty(t, pagerKey), alerttest.NewSlack(t)
	e := start(t, fmt.Sprintf(`{storage: disk, destinations: [{type: pagerduty, endpoint: %q, routing_key: %s}, {type: slack, webhook_url: %q}]}`,
		pager.URL, pagerKey, slack.WebhookURL), shelftest.Host{shelftest.ID: shelftest.NewDisk()})
	defer e.stop(t)
	told := make([]time.Time, sessions)
	for i := range sessions {
		told[i] = time.Now()
		e.consume(t, crossing(fmt.Sprintf("s%02d", i), 1))
		time.Sleep(apart)
	}
	require.EventuallyWithT(t, func(c *assert.CollectT) {
		assert.Len(c, pager.Events(), sessions)
		assert.Len(c, latencies(told, mentions(slack)), sessions)
	}, 10*time.Second, 20*time.Millisecond)

	arrived := map[string]time.Time{}
	for _, event := range pager.Events() {
		arrived[event.Payload.Summary] = event.At
	}
	for name, took := range map[string][]time.Duration{"pagerduty": latencies(told, arrived), "slack": latencies(told, mentions(slack))} {
		slices.Sort(took)
		t.Logf("%s: median %s, p99 %s of %d", name, took[sessions/2], took[sessions-1], sessions)
		assert.Less(t, took[sessions-1], 2*time.Second, name)
	}
}

// mentions are the texts that arrived at Slack, and when.
func mentions(slack *alerttest.Slack) map[string]time.Time {
	arrived := map[string]time.Time{}
	for _, message := range slack.Messages() {
		arrived[fmt.Sprint(message)] = message.At
	}
	return arrived
}

// latencies are how long after it was told each session was in a text that arrived.
func latencies(told []time.Time, arrived map[string]time.Time) (took []time.Duration) {
	for i, at := range told {
		session := fmt.Sprintf("s%02d", i)
		for text, then := range arrived {
			if strings.Contains(text, "session "+session+" of") {
				took = append(took, then.Sub(at))
				break
			}
		}
	}
	return took
}

// BenchmarkConsume is what a batch of one event costs until it is acknowledged.
func BenchmarkConsume(b *testing.B) {
	withRecorders(b, map[string]*recorder{"a": {}})
	e := start(b, kept, shelftest.Host{shelftest.ID: shelftest.NewDisk()})
	defer e.stop(b)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		e.consume(b, crossing(strconv.Itoa(i%1000), 1))
	}
}
