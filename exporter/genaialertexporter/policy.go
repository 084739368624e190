package genaialertexporter

import (
	"errors"
	"fmt"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/otelcol-genai/otelcol-genai/internal/alert"
	"github.com/otelcol-genai/otelcol-genai/internal/timespan"
)

// Validate reports everything that is wrong at once.
func (c *Config) Validate() error {
	_, err := c.policy()
	return err
}

// policy is what the desk goes by. Its error says everything that is wrong.
func (c *Config) policy() (*alert.Policy, error) {
	p := &problems{}
	policy := &alert.Policy{
		GroupBy: c.GroupBy, CoolDown: c.CoolDown, MaxHold: c.MaxHold, MaxPerMinute: c.MaxPerMinute,
		MaxIncidents: c.Queue.MaxIncidents, MaxMembers: c.Queue.MaxGroup, MaxEvents: c.Queue.MaxEvents, MaxAge: c.Queue.MaxAge,
		Attributes: c.Attributes, Links: alert.Links{Runbook: c.RunbookURL, Session: c.SessionURL, Trace: c.TraceURL},
		Summary:     p.template("templates.summary", c.Templates.Summary),
		Description: p.template("templates.description", c.Templates.Description),
		Rules:       c.rules(p), Destinations: c.routes(p),
	}
	c.checkBounds(p)
	p.address("runbook_url", c.RunbookURL)
	p.address("session_url", c.SessionURL)
	p.address("trace_url", c.TraceURL)
	p.names("group_by", c.GroupBy)
	p.names("attributes", c.Attributes)
	return policy, errors.Join(p.errs...)
}

func (c *Config) checkBounds(p *problems) {
	p.errs = append(p.errs,
		timespan.Positive("max_hold", c.MaxHold),
		timespan.Positive("timeout", c.Timeout),
		timespan.Positive("queue.max_age", c.Queue.MaxAge),
		timespan.Positive("retry.initial", c.Retry.Initial),
		timespan.NotNegative("cool_down", c.CoolDown))
	p.atLeast("queue.max_incidents", c.Queue.MaxIncidents, 1)
	p.atLeast("queue.max_group", c.Queue.MaxGroup, 1)
	p.atLeast("queue.max_events", c.Queue.MaxEvents, 1)
	p.atLeast("max_per_minute", c.MaxPerMinute, 0)
	if c.Retry.Max < c.Retry.Initial {
		p.wrong("retry.max must be at least retry.initial (%s), got %s", c.Retry.Initial, c.Retry.Max)
	}
}

// routes are the destinations as the desk knows them.
func (c *Config) routes(p *problems) (routes []alert.Route) {
	if len(c.Destinations) == 0 {
		p.wrong("destinations must have at least one, got none")
	}
	names := map[string]int{}
	for i := range c.Destinations {
		d, key := &c.Destinations[i], fmt.Sprintf("destinations[%d]", i)
		if first, taken := names[d.Name]; taken {
			p.wrong("%s.name must differ from that of destinations[%d], got %q", key, first, d.Name)
		}
		names[d.Name] = i
		if d.settings != nil {
			p.within(key, d.settings.Validate())
		}
		routes = append(routes, alert.Route{
			Name: d.Name, MinSeverity: p.severity(key+".min_severity", d.MinSeverity),
			Conditions: p.conditions(key+".match", d.Match), Resolves: d.SendResolved,
		})
	}
	return routes
}

var alertName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]{0,127}$`)

// rules are the user's, then ours.
func (c *Config) rules(p *problems) (rules []alert.Rule) {
	for i := range c.Events {
		e, key := &c.Events[i], fmt.Sprintf("events[%d]", i)
		if e.Name == "" {
			p.wrong("%s.name must be the name of an event, got none", key)
		}
		rule := alert.Rule{
			Event: e.Name, MinSeverity: p.severity(key+".min_severity", e.MinSeverity), Conditions: p.conditions(key+".match", e.Match),
			Severity: p.severity(key+".severity", e.Severity), Identity: e.Identity, Hold: e.Hold,
			Summary: p.template(key+".summary", e.Summary), Description: p.template(key+".description", e.Description),
		}
		p.names(key+".identity", e.Identity)
		p.errs = append(p.errs, timespan.NotNegative(key+".hold", e.Hold))
		if e.Alert != noAlert {
			if !alertName.MatchString(e.Alert) {
				p.wrong("%s.alert must be the name of an alert (letters, digits and _) or none, got %q", key, e.Alert)
			}
			rule.Alert = e.Alert
		}
		rules = append(rules, rule)
	}
	if c.BuiltinEvents {
		rules = append(rules, alert.Builtin()...)
	}
	if len(rules) == 0 {
		p.wrong("events must have at least one where builtin_events is false, got none")
	}
	return rules
}

// problems gathers what is wrong, each with its key.
type problems struct{ errs []error }

func (p *problems) wrong(format string, values ...any) {
	p.errs = append(p.errs, fmt.Errorf(format, values...))
}

// within adds the problems of a part, each with the part's key before its own.
func (p *problems) within(key string, err error) {
	if err == nil {
		return
	}
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, each := range joined.Unwrap() {
			p.within(key, each)
		}
		return
	}
	p.errs = append(p.errs, fmt.Errorf("%s.%w", key, err))
}

func (p *problems) atLeast(key string, value, least int) {
	if value < least {
		p.wrong("%s must be at least %d, got %d", key, least, value)
	}
}

func (p *problems) severity(key, text string) alert.Severity {
	severity, ok := severityOf(text)
	if !ok {
		p.wrong("%s must be one of info, warning, error, critical, got %q", key, text)
	}
	return severity
}

func (p *problems) conditions(key string, match map[string]string) (conditions []alert.Condition) {
	for _, attribute := range slices.Sorted(maps.Keys(match)) {
		condition, err := alert.ParseCondition(attribute, match[attribute])
		if err != nil {
			p.wrong("%s.%s %w", key, attribute, err)
			continue
		}
		conditions = append(conditions, condition)
	}
	return conditions
}

func (p *problems) template(key, text string) *alert.Template {
	if text == "" {
		return nil
	}
	parsed, err := alert.ParseTemplate(text)
	if err != nil {
		p.wrong("%s must be a template: %w", key, err)
	}
	return parsed
}

func (p *problems) names(key string, names []string) {
	for i, name := range names {
		if name == "" || strings.ContainsAny(name, " \t\n,") {
			p.wrong("%s[%d] must be the name of an attribute, got %q", key, i, name)
		}
	}
}

func (p *problems) address(key, text string) {
	if text == "" {
		return
	}
	address, err := url.Parse(strings.NewReplacer("{session_id}", "x", "{trace_id}", "x").Replace(text))
	if err != nil || address.Scheme != "http" && address.Scheme != "https" || address.Host == "" {
		p.wrong("%s must be a URL with http or https and a host, got %q", key, text)
	}
}
