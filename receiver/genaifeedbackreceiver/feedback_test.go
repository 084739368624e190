package genaifeedbackreceiver

import (
	"maps"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"

	"github.com/otelcol-genai/otelcol-genai/internal/evaluation/target"
	"github.com/otelcol-genai/otelcol-genai/internal/session"
)

// known is an index in which one answer, one session with two turns and one trace are.
func known() finder {
	who := target.Who{Tenant: "acme", Session: "run-42", Service: "shop"}
	first := target.Target{Trace: session.TraceID{1}, Span: session.SpanID{1}, Who: who}
	second := target.Target{Trace: session.TraceID{2}, Span: session.SpanID{2}, Who: who}
	return finder{
		answers:  map[string]target.Target{"resp-1": {Trace: session.TraceID{2}, Span: session.SpanID{7}, Who: who}},
		turns:    map[string][]target.Target{"run-42": {first, second}},
		traces:   map[session.TraceID]target.Target{{1}: {Trace: session.TraceID{1}, Who: who}},
		sessions: map[string]target.Target{"run-42": {Who: who}},
	}
}

// It says at its start that it will ask: spans are kept for who does so.
func TestTheReceiverSaysThatItWillAsk(t *testing.T) {
	knows := known()
	knows.askers = &[]string{}
	start(t, "", knows, nil)
	require.Len(t, *knows.askers, 1)
	assert.Regexp(t, "^genai_feedback/.+", (*knows.askers)[0], "its id")
}

func TestVerdicts(t *testing.T) {
	tests := map[string]struct {
		body  string
		attrs map[string]any
	}{
		"thumbs up":       {`{"traceparent":"` + parent + `","thumbs":"up"}`, map[string]any{"gen_ai.evaluation.score.value": 1.0, "gen_ai.evaluation.score.label": "positive"}},
		"thumbs down":     {`{"traceparent":"` + parent + `","thumbs":false}`, map[string]any{"gen_ai.evaluation.score.value": 0.0, "gen_ai.evaluation.score.label": "negative"}},
		"one star":        {`{"traceparent":"` + parent + `","stars":1}`, map[string]any{"gen_ai.evaluation.score.value": 0.0, "gen_ai.evaluation.score.label": "negative"}},
		"three stars":     {`{"traceparent":"` + parent + `","stars":3}`, map[string]any{"gen_ai.evaluation.score.value": 0.5}},
		"four stars":      {`{"traceparent":"` + parent + `","stars":4}`, map[string]any{"gen_ai.evaluation.score.value": 0.75, "gen_ai.evaluation.score.label": "positive"}},
		"five stars":      {`{"traceparent":"` + parent + `","stars":5}`, map[string]any{"gen_ai.evaluation.score.value": 1.0, "gen_ai.evaluation.score.label": "positive"}},
		"a value":         {`{"traceparent":"` + parent + `","value":0.25}`, map[string]any{"gen_ai.evaluation.score.value": 0.25, "gen_ai.evaluation.score.label": "negative"}},
		"a label":         {`{"traceparent":"` + parent + `","label":"off_topic"}`, map[string]any{"gen_ai.evaluation.score.label": "off_topic"}},
		"both":            {`{"traceparent":"` + parent + `","value":1,"label":"great"}`, map[string]any{"gen_ai.evaluation.score.value": 1.0, "gen_ai.evaluation.score.label": "great"}},
		"a name":          {`{"traceparent":"` + parent + `","thumbs":"up","name":"helpful"}`, map[string]any{"gen_ai.evaluation.score.value": 1.0, "gen_ai.evaluation.score.label": "positive", "gen_ai.evaluation.name": "helpful"}},
		"all beside":      {`{"traceparent":"` + parent + `","thumbs":"up","comment":"Tränen, vor Glück","user_id":"u-1","id":"f-1"}`, map[string]any{"gen_ai.evaluation.score.value": 1.0, "gen_ai.evaluation.score.label": "positive", "gen_ai.evaluation.explanation": "Tränen, vor Glück", "user.id": "u-1", "genai.evaluation.id": "f-1"}},
		"only correction": {`{"traceparent":"` + parent + `","correction":"It is 42.","id":"f-2"}`, map[string]any{"gen_ai.evaluation.name": "correction", "gen_ai.evaluation.explanation": "It is 42.", "genai.evaluation.id": "f-2/correction"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			r := start(t, "", finder{}, nil)
			answer := r.post(t, test.body)
			require.Equal(t, http.StatusAccepted, answer.status, answer.body)
			assert.JSONEq(t, `{"status":"accepted","resolution":"span"}`, answer.body)
			records, _ := r.records()
			require.Len(t, records, 1)
			want := map[string]any{
				"gen_ai.evaluation.name": "user_feedback", "genai.evaluation.evaluator": "human", "genai.evaluation.evaluator.type": "human",
			}
			maps.Copy(want, test.attrs)
			assert.Equal(t, want, records[0].Attributes().AsRaw())
			assert.Equal(t, "gen_ai.evaluation.result", records[0].EventName())
			assert.Equal(t, traceHex, records[0].TraceID().String())
			assert.Equal(t, spanHex, records[0].SpanID().String())
			assert.WithinDuration(t, time.Now(), records[0].Timestamp().AsTime(), time.Minute)
			assert.Equal(t, plog.SeverityNumberInfo, records[0].SeverityNumber())
		})
	}
}

func TestVerdictWithACorrectionIsTwoEvents(t *testing.T) {
	r := start(t, "", finder{}, nil)
	require.Equal(t, http.StatusAccepted, r.post(t, `{"trace_id":"`+traceHex+`","thumbs":"down","comment":"wrong","correction":"It is 42."}`).status)
	records, _ := r.records()
	require.Len(t, records, 2)
	assert.Equal(t, map[string]any{
		"gen_ai.evaluation.name": "user_feedback", "genai.evaluation.evaluator": "human", "genai.evaluation.evaluator.type": "human",
		"gen_ai.evaluation.score.value": 0.0, "gen_ai.evaluation.score.label": "negative", "gen_ai.evaluation.explanation": "wrong",
	}, records[0].Attributes().AsRaw())
	assert.Equal(t, map[string]any{
		"gen_ai.evaluation.name": "correction", "genai.evaluation.evaluator": "human", "genai.evaluation.evaluator.type": "human",
		"gen_ai.evaluation.explanation": "It is 42.",
	}, records[1].Attributes().AsRaw())
}

func TestFeedbackLandsWhereItBelongs(t *testing.T) {
	tests := map[string]struct {
		body, resolution, trace, span, session, service, tenant string
	}{
		"a span, told as its traceparent":         {`{"traceparent":"` + parent + `","thumbs":"up"}`, "span", traceHex, spanHex, "", "", ""},
		"a trace, in capitals":                    {`{"trace_id":"0AF7651916CD43DD8448EB211C80319C","thumbs":"up"}`, "trace", traceHex, "", "", "", ""},
		"a trace that is known":                   {`{"trace_id":"01000000000000000000000000000000","span_id":"b7ad6b7169203331","thumbs":"up"}`, "span", "01000000000000000000000000000000", spanHex, "run-42", "shop", "acme"},
		"an answer":                               {`{"response_id":"resp-1","thumbs":"up"}`, "span", "02000000000000000000000000000000", "0700000000000000", "run-42", "shop", "acme"},
		"an answer that is not known":             {`{"response_id":"resp-2","thumbs":"up"}`, "unresolved", "", "", "", "", ""},
		"an answer that is not known, and a turn": {`{"response_id":"resp-2","session_id":"run-42","turn":1,"thumbs":"up"}`, "span", "01000000000000000000000000000000", "0100000000000000", "run-42", "shop", "acme"},
		"a turn":                      {`{"session_id":"run-42","turn":2,"thumbs":"up"}`, "span", "02000000000000000000000000000000", "0200000000000000", "run-42", "shop", "acme"},
		"a turn that there is not":    {`{"session_id":"run-42","turn":3,"thumbs":"up"}`, "session", "", "", "run-42", "shop", "acme"},
		"a session":                   {`{"session_id":"run-42","thumbs":"up"}`, "session", "", "", "run-42", "shop", "acme"},
		"a session that is not known": {`{"session_id":"run-43","turn":1,"thumbs":"up"}`, "session", "", "", "run-43", "", ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			r := start(t, "", known(), nil)
			answer := r.post(t, test.body)
			require.Equal(t, http.StatusAccepted, answer.status, answer.body)
			assert.JSONEq(t, `{"status":"accepted","resolution":"`+test.resolution+`"}`, answer.body)
			records, resources := r.records()
			require.Len(t, records, 1)
			assert.Equal(t, test.trace, records[0].TraceID().String())
			assert.Equal(t, test.span, records[0].SpanID().String())
			assert.Equal(t, test.session, text(records[0].Attributes(), "session.id"))
			assert.Equal(t, test.service, text(resources[0], "service.name"))
			assert.Equal(t, test.tenant, text(resources[0], "service.namespace"))
			r.counted(t, "genai_feedback.resolved", 1, "resolution", test.resolution)
			r.counted(t, "genai_feedback.items", 1, "outcome", "accepted")
		})
	}
}

// What is wrong is refused with all that is wrong, and nothing of it goes on.
func TestWrongFeedbackIsRefused(t *testing.T) {
	tests := map[string]struct {
		body   string
		status int
		want   []string
	}{
		"no JSON":                   {`thumbs up`, 400, []string{"JSON"}},
		"nothing":                   {``, 400, []string{"JSON"}},
		"two values":                {`{"session_id":"s","thumbs":"up"} {}`, 400, []string{"JSON"}},
		"an unknown field":          {`{"session_id":"s","thumbs":"up","scor":1}`, 400, []string{"JSON"}},
		"an unknown one in a batch": {`[{"session_id":"s","thumbs":"up"},{"session_id":"s","thumb":"up"}]`, 400, []string{"JSON"}},
		"an empty batch":            {`[]`, 400, []string{"empty"}},
		"of another type":           {`{"session_id":"s","stars":"five"}`, 400, []string{"stars", "type"}},
		"no target":                 {`{"thumbs":"up"}`, 400, []string{"trace_id", "response_id", "session_id"}},
		"no verdict":                {`{"session_id":"s","comment":"well"}`, 400, []string{"value", "thumbs", "stars", "label", "correction"}},
		"two verdicts":              {`{"session_id":"s","thumbs":"up","stars":5}`, 400, []string{"together"}},
		"thumbs aside":              {`{"session_id":"s","thumbs":"sideways"}`, 400, []string{"thumbs", "up", "down"}},
		"no star":                   {`{"session_id":"s","stars":0}`, 400, []string{"stars", "1 to 5"}},
		"six stars":                 {`{"session_id":"s","stars":6}`, 400, []string{"stars", "1 to 5"}},
		"a value above":             {`{"session_id":"s","value":1.5}`, 400, []string{"value", "0 to 1"}},
		"a value that is none":      {`{"session_id":"s","value":1e999}`, 400, []string{"value"}},
		"zeros for a trace":         {`{"trace_id":"00000000000000000000000000000000","thumbs":"up"}`, 400, []string{"trace_id"}},
		"a short trace":             {`{"trace_id":"0af7","thumbs":"up"}`, 400, []string{"trace_id"}},
		"no hex":                    {`{"trace_id":"zaf7651916cd43dd8448eb211c80319c","thumbs":"up"}`, 400, []string{"trace_id"}},
		"zeros for a span":          {`{"trace_id":"` + traceHex + `","span_id":"0000000000000000","thumbs":"up"}`, 400, []string{"span_id"}},
		"a span without a trace":    {`{"session_id":"s","span_id":"` + spanHex + `","thumbs":"up"}`, 400, []string{"span_id needs trace_id"}},
		"a bad traceparent":         {`{"traceparent":"00-` + traceHex + `","thumbs":"up"}`, 400, []string{"traceparent"}},
		"version ff":                {`{"traceparent":"ff-` + traceHex + `-` + spanHex + `-01","thumbs":"up"}`, 400, []string{"traceparent"}},
		"a zero traceparent":        {`{"traceparent":"00-00000000000000000000000000000000-` + spanHex + `-01","thumbs":"up"}`, 400, []string{"trace_id"}},
		"traceparent and trace":     {`{"traceparent":"` + parent + `","trace_id":"` + traceHex + `","thumbs":"up"}`, 400, []string{"traceparent"}},
		"turn 0":                    {`{"session_id":"s","turn":0,"thumbs":"up"}`, 400, []string{"turn"}},
		"half a turn":               {`{"session_id":"s","turn":1.5,"thumbs":"up"}`, 400, []string{"turn"}},
		"a turn of nothing":         {`{"response_id":"r","turn":1,"thumbs":"up"}`, 400, []string{"turn needs session_id"}},
		"a line in an id":           {`{"session_id":"a\nb","thumbs":"up"}`, 400, []string{"session_id", "control"}},
		"a label with a space":      {`{"session_id":"s","label":"call me"}`, 400, []string{"label"}},
		"a long comment":            {object(t, "session_id", "s", "thumbs", "up", "comment", strings.Repeat("x", 9000)), 400, []string{"comment", "8192"}},
		"everything at once":        {`{"trace_id":"0","span_id":"0","stars":9,"turn":0,"name":"a b"}`, 400, []string{"trace_id", "span_id", "stars", "turn", "name"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			r := start(t, "", known(), nil)
			answer := r.post(t, test.body)
			assert.Equal(t, test.status, answer.status, answer.body)
			assert.Equal(t, "application/problem+json", answer.header.Get("Content-Type"))
			for _, want := range test.want {
				assert.Contains(t, answer.body, want)
			}
			assert.Zero(t, r.sink.LogRecordCount())
		})
	}
}

func TestBatchTellsOfEachItem(t *testing.T) {
	r := start(t, "", known(), nil)
	answer := r.post(t, ` [{"session_id":"run-42","turn":1,"thumbs":"up","id":"a"}, {"session_id":"run-42","turn":1,"thumbs":"up","id":"a"}, {"session_id":"s","stars":9}, {"response_id":"resp-1","stars":5}]`)
	require.Equal(t, http.StatusAccepted, answer.status, answer.body)
	assert.JSONEq(t, `{"accepted":2,"duplicates":1,"refused":1,"results":[
		{"status":"accepted","resolution":"span"}, {"status":"duplicate"},
		{"status":"refused","error":"stars must be from 1 to 5"}, {"status":"accepted","resolution":"span"}]}`, answer.body)
	assert.Equal(t, 2, r.sink.LogRecordCount())

	answer = r.post(t, `[{"session_id":"s","stars":9}, {"stars":9}]`)
	assert.Equal(t, http.StatusBadRequest, answer.status, "nothing was taken")
	assert.Equal(t, "application/problem+json", answer.header.Get("Content-Type"))
	assert.JSONEq(t, `{"type":"about:blank","title":"Bad Request","status":400,"detail":"nothing of the batch was taken, see results",
		"accepted":0,"duplicates":0,"refused":2,"results":[{"status":"refused","error":"stars must be from 1 to 5"},{"status":"refused","error":"stars must be from 1 to 5"}]}`, answer.body)
}

func text(attrs pcommon.Map, key string) string {
	if value, ok := attrs.Get(key); ok {
		return value.AsString()
	}
	return ""
}
