package alert

import (
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"
)

// maxAhead is how far in the future an event may be by the clock that told it.
const maxAhead = time.Minute

// compose makes an incident of an event, but for what identifies it. What went wrong with a template is counted, and our text taken.
func (d *Desk) compose(rule *Rule, e *Event, now time.Time) Incident {
	incident := Incident{
		Name: rule.Alert, Severity: rule.severity(e), Details: d.details(e), Links: d.links(rule.Alert, e), Began: e.At,
	}
	if e.At.IsZero() || e.At.After(now.Add(maxAhead)) {
		incident.Began = now
	}
	data := TextData{Alert: rule.Alert, Severity: incident.Severity.String(), Event: e.Name, Service: line(e.source(), maxValue), TraceID: e.TraceID}
	data.Session = line(e.Attributes[attrSession], maxValue)
	incident.Summary = line(d.text(first(rule.Summary, d.policy.Summary), summaryOf(rule, e), &data, e), maxSummary)
	incident.Description = paragraph(d.text(first(rule.Description, d.policy.Description), descriptionOf(e), &data, e), maxDescription)
	return incident
}

func first(templates ...*Template) *Template {
	for _, t := range templates {
		if t != nil {
			return t
		}
	}
	return nil
}

func (d *Desk) text(t *Template, ours string, data *TextData, e *Event) string {
	if t == nil {
		return ours
	}
	if data.Attributes == nil {
		data.Attributes = d.told(e)
	}
	data.Default = ours
	text, err := t.write(data)
	if err != nil || strings.TrimSpace(text) == "" {
		d.counts.TemplateErrors++
		return ours
	}
	return text
}

// told are the attributes of an event that may be told.
func (d *Desk) told(e *Event) map[string]string {
	told := map[string]string{}
	for name, value := range e.Attributes {
		if d.policy.mayTell(name, e) {
			told[name] = line(value, maxValue)
		}
	}
	return told
}

// details are the facts of an event: of the ledger's in the order they are read, and what else may be told.
func (d *Desk) details(e *Event) (details []Label) {
	add := func(name, value string) {
		if value != "" && len(details) < maxDetails {
			details = append(details, Label{line(name, maxValue), line(value, maxValue)})
		}
	}
	known, ofLedger := facts[e.Name]
	for _, fact := range known {
		add(fact.Name, e.Attributes[fact.Value])
	}
	if ofLedger {
		for _, name := range d.policy.Attributes {
			add(name, e.Attributes[name])
		}
	} else {
		for _, name := range slices.Sorted(maps.Keys(e.Attributes)) {
			if d.policy.mayTell(name, e) {
				add(name, e.Attributes[name])
			}
		}
	}
	add("Trace", e.TraceID)
	return details
}

func (d *Desk) links(name string, e *Event) (links []Link) {
	at := &d.policy.Links
	if at.Runbook != "" {
		links = append(links, Link{"Runbook", at.Runbook + url.PathEscape(name) + ".md"})
	}
	if id := e.Attributes[attrSession]; id != "" && len(id) <= maxValue && at.Session != "" {
		links = append(links, Link{"Session", strings.ReplaceAll(at.Session, "{session_id}", url.QueryEscape(id))})
	}
	if e.TraceID != "" && at.Trace != "" {
		links = append(links, Link{"Trace", strings.ReplaceAll(at.Trace, "{trace_id}", url.QueryEscape(e.TraceID))})
	}
	return links
}

// labelsOf are what identifies an incident, and where it happened.
func labelsOf(identity []Label, source string) []Label {
	var labels []Label
	add := func(name, value string) {
		known := slices.ContainsFunc(labels, func(l Label) bool { return l.Name == name })
		if value != "" && !known && len(labels) < maxLabels {
			labels = append(labels, Label{name, line(value, maxValue)})
		}
	}
	add(attrService, source)
	for _, l := range identity {
		add(l.Name, l.Value)
	}
	return labels
}
