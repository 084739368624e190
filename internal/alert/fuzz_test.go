package alert

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

// Whatever an event says: the desk does not panic, every text is bounded and valid, the key is
// short, what is stored reads back, and the same event tells nothing new.
func FuzzEvents(f *testing.F) {
	for _, name := range []string{eventThreshold, eventRecovered, eventLoop, eventCascade, eventContext, eventEnd, "other"} {
		f.Add(name, "s1", "1", "genai.budget.name", "day", "user.id,genai.tenant", int64(0))
		f.Add(name, "<!channel>\x00\n", "NaN", "genai.context.cache_broken", "true", ",,", int64(-1))
		f.Add(name, strings.Repeat("é", 300), "1e999", "genai.budget.window_start", "x", "service.name", int64(1)<<62)
	}
	f.Fuzz(func(t *testing.T, name, session, threshold, attribute, value, scope string, at int64) {
		p := policy(func(p *Policy) {
			p.Rules = append(p.Rules, Rule{Event: "other", Alert: "Other"})
			p.Links = Links{"https://r/", "https://s/{session_id}", "https://t/{trace_id}"}
			p.MaxPerMinute = 1
		})
		e := Event{ID: "e", Name: name, Severity: Error, At: time.Unix(0, at), Service: value, TraceID: session, Attributes: map[string]string{
			attrSession: session, attrThreshold: threshold, attrScope: scope, attribute: value,
		}}
		c := opened(t, p)
		c.Receive([]Event{e}, c.now)
		said := c.waiting("a")
		for i := range said {
			checkIncident(t, &said[i].Incident, c.now)
		}
		kept := shelf{}
		kept.keep(c.Desk)
		again := kept.again(t, p, c.now)
		want, err := json.Marshal(said)
		require.NoError(t, err)
		got, err := json.Marshal(again.waiting("a"))
		require.NoError(t, err)
		require.JSONEq(t, string(want), string(got))
		again.Receive([]Event{e}, c.now)
		require.Len(t, again.waiting("a"), len(said))
	})
}

func checkIncident(t *testing.T, i *Incident, now time.Time) {
	t.Helper()
	require.LessOrEqual(t, len(i.Key), 255)
	require.Regexp(t, `^genai/[a-zA-Z0-9._-]+/[a-zA-Z0-9._-]+/[0-9a-f]{32}$`, i.Key)
	require.LessOrEqual(t, len(i.Summary), maxSummary)
	require.NotEmpty(t, i.Summary)
	require.LessOrEqual(t, len(i.Labels), maxLabels)
	require.LessOrEqual(t, len(i.Details), maxDetails)
	require.False(t, i.Began.After(now.Add(maxAhead)))
	for _, l := range append(i.Labels, i.Details...) {
		require.LessOrEqual(t, len(l.Name), maxValue)
		require.LessOrEqual(t, len(l.Value), maxValue)
		require.True(t, utf8.ValidString(l.Name) && utf8.ValidString(l.Value))
		require.NotContains(t, l.Value, "\n")
	}
	require.True(t, utf8.ValidString(i.Summary))
	require.NotContains(t, i.Summary, "\n")
}
