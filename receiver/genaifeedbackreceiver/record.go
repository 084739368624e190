package genaifeedbackreceiver

import (
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"

	"github.com/otelcol-genai/otelcol-genai/internal/evaluation/target"
	"github.com/otelcol-genai/otelcol-genai/internal/genai"
)

const (
	evaluator      = "human"
	correctionName = "correction"
	attrService    = "service.name"
)

// page is one batch of log records.
type page struct {
	logs            plog.Logs
	scopes          map[target.Who]plog.ScopeLogs // the session is not of a resource
	name, version   string
	tenantAttribute string
}

func newPage(name, version, tenantAttribute string) *page {
	return &page{logs: plog.NewLogs(), scopes: map[target.Who]plog.ScopeLogs{}, name: name, version: version, tenantAttribute: tenantAttribute}
}

// scope is where the records of a service are.
func (p *page) scope(who target.Who) plog.ScopeLogs {
	who.Session = ""
	if scope, ok := p.scopes[who]; ok {
		return scope
	}
	resource := p.logs.ResourceLogs().AppendEmpty()
	attrs := resource.Resource().Attributes()
	if who.Service != "" {
		attrs.PutStr(attrService, who.Service)
	}
	if who.Tenant != "" && p.tenantAttribute != "" {
		attrs.PutStr(p.tenantAttribute, who.Tenant)
	}
	scope := resource.ScopeLogs().AppendEmpty()
	scope.Scope().SetName(p.name)
	scope.Scope().SetVersion(p.version)
	p.scopes[who] = scope
	return scope
}

// add writes the events of one feedback: a verdict, a correction, or both.
func (p *page) add(f *feedback, about resolved, name string, now time.Time) {
	e := genai.Evaluation{
		Name: name, Evaluator: evaluator, EvaluatorType: genai.EvaluatorHuman, ID: f.ID,
		Score: f.score, Scored: f.scored, Label: f.verdict(), Explanation: f.Comment,
		Trace: about.trace, Span: about.span, ResponseID: f.ResponseID, SessionID: f.SessionID,
		At: pcommon.NewTimestampFromTime(now),
	}
	if e.SessionID == "" {
		e.SessionID = about.who.Session
	}
	if f.scored || f.Label != "" {
		p.write(&e, f, about)
	}
	if f.Correction == "" {
		return
	}
	e.Name, e.Score, e.Scored, e.Label, e.Explanation = correctionName, 0, false, "", f.Correction
	if e.ID != "" {
		e.ID += "/" + correctionName
	}
	p.write(&e, f, about)
}

func (p *page) write(e *genai.Evaluation, f *feedback, about resolved) {
	record := p.scope(about.who).LogRecords().AppendEmpty()
	e.Write(record)
	record.SetObservedTimestamp(e.At)
	if f.UserID != "" {
		record.Attributes().PutStr(genai.AttrUserID, f.UserID)
	}
}
