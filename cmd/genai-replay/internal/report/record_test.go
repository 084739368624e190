package report_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/plog"

	"github.com/otelcol-genai/otelcol-genai/cmd/genai-replay/internal/report"
)

// recordLine is a line of a file with one record for each body, masked as often as given.
func recordLine(t *testing.T, bodies map[string]int64) string {
	t.Helper()
	logs := plog.NewLogs()
	records := logs.ResourceLogs().AppendEmpty().ScopeLogs().AppendEmpty().LogRecords()
	for body, masked := range bodies {
		record := records.AppendEmpty()
		record.Body().SetStr(body)
		if masked > 0 {
			record.Attributes().PutInt("genai.redaction.count", masked)
		}
	}
	line, err := (&plog.JSONMarshaler{}).MarshalLogs(logs)
	require.NoError(t, err)
	return string(line) + "\n"
}

func TestRecordToShow(t *testing.T) {
	plain, masked := recordLine(t, map[string]int64{`{"model":"a"}`: 0}), recordLine(t, map[string]int64{`{"model":"b"}`: 2})
	for name, c := range map[string]struct {
		file string
		want *report.CallRecord
	}{
		"nothing yet":          {"", nil},
		"the first":            {plain + plain, &report.CallRecord{Body: `{"model":"a"}`}},
		"rather a masked one":  {plain + masked, &report.CallRecord{Body: `{"model":"b"}`, Masked: 2}},
		"no half-written line": {plain + masked[:len(masked)/2], &report.CallRecord{Body: `{"model":"a"}`}},
		"what is no record":    {"no JSON\n" + masked, &report.CallRecord{Body: `{"model":"b"}`, Masked: 2}},
	} {
		got, err := report.ReadCallRecord(strings.NewReader(c.file))
		require.NoError(t, err, name)
		assert.Equal(t, c.want, got, name)
	}
	_, err := report.OpenCallRecord("none.jsonl")
	require.ErrorContains(t, err, "read call records: open none.jsonl")
}

func TestRecordIsShownAMemberALine(t *testing.T) {
	r := example(t)
	r.Record = &report.CallRecord{Body: `{"model":"m-1","cost":0.10,"prompt":[{"role":"user","parts":[{"type":"text","content":"write to [EMAIL] and to nobody else"}]}]}`, Masked: 1}
	got := written(t, r, report.Look{Width: 60})
	assert.Contains(t, got, `One of the call records, 1 values masked
model               "m-1"
cost                0.10
prompt              [{"role":"user","parts":[{"type":"text",
                    "content":"write to [EMAIL] and to nobod
                    y else"}]}]
`)
}
