package report

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"

	"github.com/otelcol-genai/otelcol-genai/internal/genai"
)

// CallRecord is one record of genai_log, as its file has it.
type CallRecord struct {
	Body   string // JSON
	Masked int64  // values that redaction replaced in the call
}

// maxRecordLines bounds how much of a file is read for one record to show.
const maxRecordLines = 50

// OpenCallRecord reads one record worth showing from a file of OTLP JSON lines:
// the first from which something was masked, else the first. It is nil for none.
func OpenCallRecord(name string) (*CallRecord, error) {
	file, err := os.Open(name) //nolint:gosec // the user names the file to read
	if err != nil {
		return nil, fmt.Errorf("read call records: %w", err)
	}
	defer func() { _ = file.Close() }() // it was only read
	return ReadCallRecord(file)
}

// ReadCallRecord is [OpenCallRecord] for an open file. A last line that is still
// being written is left out.
func ReadCallRecord(lines io.Reader) (*CallRecord, error) {
	reader := bufio.NewReaderSize(lines, 1<<20)
	var first *CallRecord
	for range maxRecordLines {
		line, err := reader.ReadBytes('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, fmt.Errorf("read call records: %w", err)
		}
		logs, bad := (&plog.JSONUnmarshaler{}).UnmarshalLogs(line)
		if bad == nil {
			for record := range callRecords(logs) {
				if record.Masked > 0 {
					return record, nil
				}
				if first == nil {
					first = record
				}
			}
		}
		if err != nil {
			break
		}
	}
	return first, nil
}

func callRecords(logs plog.Logs) func(yield func(*CallRecord) bool) {
	return func(yield func(*CallRecord) bool) {
		for _, resource := range logs.ResourceLogs().All() {
			for _, scope := range resource.ScopeLogs().All() {
				for _, record := range scope.LogRecords().All() {
					if record.Body().Type() != pcommon.ValueTypeStr {
						continue
					}
					call := &CallRecord{Body: record.Body().Str()}
					if n, ok := record.Attributes().Get(genai.AttrRedactionCount); ok {
						call.Masked = n.Int()
					}
					if !yield(call) {
						return
					}
				}
			}
		}
	}
}

// recordIndent is the column at which values of a call record begin, maxRecordRows
// how many rows are shown of a long one.
const (
	recordIndent  = 20
	maxRecordRows = 6
)

// record shows a call record, each member on a line of its own.
func (r *Report) record(out *strings.Builder, look Look) {
	if r.Record == nil {
		return
	}
	heading(out, look, "One of the call records, "+count(float64(r.Record.Masked))+" values masked")
	decoder := json.NewDecoder(strings.NewReader(r.Record.Body))
	if start, err := decoder.Token(); err != nil || start != json.Delim('{') {
		out.WriteString("it is not JSON\n")
		return
	}
	for decoder.More() {
		var value json.RawMessage
		name, err := decoder.Token()
		if err != nil || decoder.Decode(&value) != nil {
			return
		}
		lines := strings.Split(text.WrapHard(string(value), max(look.Width-recordIndent, 1)), "\n")
		if len(lines) > maxRecordRows {
			lines = append(lines[:maxRecordRows], "…")
		}
		fmt.Fprintf(out, "%-*v%s\n", recordIndent, name, strings.Join(lines, "\n"+strings.Repeat(" ", recordIndent)))
	}
}
