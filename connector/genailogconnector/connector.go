package genailogconnector

import (
	"context"
	"strings"
	"sync"
	"time"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-genai/otelcol-genai/connector/genailogconnector/internal/metadata"
	"github.com/otelcol-genai/otelcol-genai/internal/genai"
)

// eventName is the name that the conventions give to a record of a model call.
const eventName = "gen_ai.client.inference.operation.details"

type logConnector struct {
	config    *Config
	version   string
	telemetry *connectorTelemetry
	next      consumer.Logs
	stopping  sync.Once
}

func (*logConnector) Capabilities() consumer.Capabilities {
	return consumer.Capabilities{MutatesData: false}
}

// Start has nothing to do: a record is written when its span comes.
func (*logConnector) Start(context.Context, component.Host) error { return nil }

// Shutdown ends the telemetry.
func (c *logConnector) Shutdown(context.Context) error {
	c.stopping.Do(c.telemetry.builder.Shutdown)
	return nil
}

// ConsumeTraces writes a record for each model call of a batch. A batch without
// any is not passed on.
func (c *logConnector) ConsumeTraces(ctx context.Context, traces ptrace.Traces) error {
	var b batch
	var call call
	for _, resourceSpans := range traces.ResourceSpans().All() {
		b.open = false
		call.service = textOf(resourceSpans.Resource().Attributes(), attrServiceName)
		for _, scopeSpans := range resourceSpans.ScopeSpans().All() {
			for _, span := range scopeSpans.Spans().All() {
				if !call.read(span) {
					continue
				}
				if call.CostStatus == genai.CostDuplicate && c.config.Duplicates == SkipDuplicates {
					b.counts.duplicates++
					continue
				}
				c.write(b.record(resourceSpans, c.version), span, &call, &b.counts)
			}
		}
	}
	if !b.started && b.counts.duplicates == 0 {
		return nil
	}
	c.telemetry.record(ctx, &b.counts)
	if !b.started {
		return nil
	}
	return c.next.ConsumeLogs(ctx, b.logs)
}

// batch is the records of one batch of spans. It begins with the first of them:
// most batches have none.
type batch struct {
	logs    plog.Logs
	records plog.LogRecordSlice // of the resource at hand
	started bool
	open    bool // records is of the resource at hand
	counts  tally
}

func (b *batch) record(from ptrace.ResourceSpans, version string) plog.LogRecord {
	if !b.started {
		b.logs, b.started = plog.NewLogs(), true
	}
	if !b.open {
		resourceLogs := b.logs.ResourceLogs().AppendEmpty()
		from.Resource().CopyTo(resourceLogs.Resource())
		resourceLogs.SetSchemaUrl(from.SchemaUrl())
		scopeLogs := resourceLogs.ScopeLogs().AppendEmpty()
		scopeLogs.Scope().SetName(metadata.ScopeName)
		scopeLogs.Scope().SetVersion(version)
		b.records, b.open = scopeLogs.LogRecords(), true
	}
	return b.records.AppendEmpty()
}

// write fills the record of one call.
func (c *logConnector) write(record plog.LogRecord, span ptrace.Span, call *call, counts *tally) {
	record.SetEventName(eventName)
	record.SetTraceID(span.TraceID())
	record.SetSpanID(span.SpanID())
	record.SetFlags(plog.LogRecordFlags(span.Flags() & traceFlags))
	record.SetTimestamp(call.end)
	record.SetObservedTimestamp(pcommon.NewTimestampFromTime(time.Now()))
	severity := severities[call.outcome]
	record.SetSeverityNumber(severity)
	record.SetSeverityText(strings.ToUpper(severity.String()))
	c.attributes(record.Attributes(), span, call, counts)
	c.content(record, span, call, counts)
	counts.records[call.outcome]++
}

// traceFlags are the bits of a span's flags that are W3C trace flags.
const traceFlags = 0xff

var severities = [outcomeCount]plog.SeverityNumber{
	outcomeOK: plog.SeverityNumberInfo, outcomeError: plog.SeverityNumberError,
	outcomeTruncated: plog.SeverityNumberWarn, outcomeRefused: plog.SeverityNumberWarn,
}

// call is a model call as its span tells it. Strings belong to the batch.
type call struct {
	genai.Record
	outcome  outcome
	end      pcommon.Timestamp
	duration float64 // seconds
	timed    bool    // the span has a start and an end, in this order
	message  string  // of a failure
	service  string
}

// read fills the call from a span and reports whether it is one.
func (c *call) read(span ptrace.Span) bool {
	attrs := span.Attributes()
	if !genai.Read(attrs, &c.Record) || !c.Operation.IsInference() {
		return false
	}
	c.message = ""
	c.end = span.EndTimestamp()
	if c.end == 0 {
		c.end = span.StartTimestamp()
	}
	if c.timed = span.StartTimestamp() != 0 && span.EndTimestamp() >= span.StartTimestamp(); c.timed {
		c.duration = float64(span.EndTimestamp()-span.StartTimestamp()) / 1e9
	}
	failed := span.Status().Code() == ptrace.StatusCodeError
	switch finish := genai.ReadFinish(attrs); {
	case failed || c.ErrorType != "":
		c.outcome = outcomeError
		c.message = span.Status().Message()
	case finish == genai.FinishRefused:
		c.outcome = outcomeRefused
	case finish == genai.FinishTruncated:
		c.outcome = outcomeTruncated
	default:
		c.outcome = outcomeOK
	}
	return true
}
