package alert

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func conditions(t *testing.T, pairs ...string) (all []Condition) {
	t.Helper()
	for i := 0; i < len(pairs); i += 2 {
		c, err := ParseCondition(pairs[i], pairs[i+1])
		require.NoError(t, err)
		all = append(all, c)
	}
	return all
}

func TestConditions(t *testing.T) {
	attributes := map[string]string{"level": "critical", "number": "0.8", "word": "eight"}
	for text, want := range map[string]bool{
		"level critical": true, "level crit": false, "level crit*": true, "level *": true, "absent *": false, "absent ": true, "level ": false,
		"level !critical": false, "level !warn": true, "level !": true, "absent !": false, "absent !x": true,
		"number >=0.8": true, "number >0.8": false, "number <= 0.80": true, "number <0.9": true, "word >0": false, "absent <1": false, "number !>=1": true,
	} {
		attribute, condition, _ := strings.Cut(text, " ")
		assert.Equal(t, want, all(conditions(t, attribute, condition), attributes), text)
	}
	for _, wrong := range []string{">=", ">=x", "!<"} {
		_, err := ParseCondition("a", wrong)
		require.Error(t, err, wrong)
	}
	_, err := ParseCondition("", "x")
	assert.Error(t, err)
}

func TestTheFirstRuleDecides(t *testing.T) {
	c := opened(t, policy(func(p *Policy) {
		p.Rules = append([]Rule{
			{Event: "genai.session.loop", Conditions: conditions(t, "gen_ai.tool.name", "poll*")}, // none
			{Event: "genai.session.loop", MinSeverity: Error, Alert: "Mine", Severity: Critical},
			{Event: "deploy.failed", Alert: "DeployFailed", Identity: []string{"deploy.id"}, Hold: time.Hour},
			{Event: "quota.low", Alert: "QuotaLow"},
			{Event: "genai.session.end", Conditions: conditions(t, "genai.session.cost", ">=20"), Alert: "Dear", Severity: Warning},
		}, p.Rules...)
	}))
	deploy := func(id, service string) Event {
		return Event{Name: "deploy.failed", Severity: Error, Service: service, Attributes: map[string]string{"deploy.id": id, "prompt": "secret"}}
	}
	c.get(with(looped("polls", "critical"), "gen_ai.tool.name", "poll_job"))
	assert.Empty(t, c.told("a"))
	severe := looped("mine", "critical")
	severe.Severity = Error
	c.get(severe, looped("s", "warn"))
	assert.Equal(t, []string{"trigger Mine critical", "trigger GenAIToolLoop warning"}, c.told("a"))
	c.get(deploy("1", "shop"), deploy("1", "bank"), deploy("2", "shop"))
	waiting := c.waiting("a")
	require.Len(t, waiting, 2)
	assert.Regexp(t, `^genai/DeployFailed/shop/[0-9a-f]{32}$`, waiting[0].Incident.Key)
	assert.Equal(t, "DeployFailed: deploy.failed in bank", waiting[0].Incident.Summary, "the last that is known")
	assert.NotContains(t, fmt.Sprint(waiting[0].Incident), "secret")
	c.told("a")
	c.get(Event{Name: "quota.low", Severity: Warning, Service: "shop"}, Event{Name: "quota.low", Severity: Warning, Service: "bank"})
	assert.Len(t, c.told("a"), 2, "one for each service")
	c.get(with(ended("s"), "genai.session.cost", "25"))
	assert.Equal(t, []string{"trigger Dear warning", "resolve GenAIToolLoop warning"}, c.told("a"), "what an end opens it does not end")
	c.later(time.Hour)
	assert.Equal(t, []string{"resolve DeployFailed error", "resolve DeployFailed error"}, c.told("a"))
}

func TestRoutes(t *testing.T) {
	c := opened(t, policy(func(p *Policy) {
		p.Destinations = []Route{
			{Name: "pager", MinSeverity: Critical, Resolves: true},
			{Name: "loops", Conditions: conditions(t, "alert", "GenAIToolLoop"), Resolves: true},
			{Name: "bank", Conditions: conditions(t, "service.name", "bank"), Resolves: true},
			{Name: "quiet", MinSeverity: Error},
		}
	}))
	c.get(crossed("s", "0.8"), looped("s", "warn"))
	assert.Empty(t, c.told("pager"))
	assert.Equal(t, []string{"trigger GenAIToolLoop warning"}, c.told("loops"))
	c.get(crossed("s", "1"), looped("s", "critical"))
	assert.Equal(t, []string{"trigger GenAISessionOverBudget critical"}, c.told("pager"), "it is one for the pager now")
	assert.Equal(t, []string{"trigger GenAIToolLoop error"}, c.told("loops"))
	assert.Equal(t, []string{"trigger GenAISessionOverBudget critical", "trigger GenAIToolLoop error"}, c.told("quiet"))
	c.get(ended("s"))
	assert.Empty(t, c.told("quiet"), "it is not told of ends")
	assert.Len(t, c.told("pager"), 1)
	assert.Empty(t, c.told("bank"))
	assert.Len(t, c.told("loops"), 1)
	c.later(time.Hour)
	c.Tick(c.now)
	assert.Empty(t, c.records)
}

func TestGroups(t *testing.T) {
	c := opened(t, policy(func(p *Policy) { p.GroupBy, p.MaxMembers = []string{"service.name"}, 3 }))
	c.get(crossed("s1", "1"), crossed("s2", "1"), crossed("s3", "1"), crossed("s4", "1"), looped("s1", "warn"))
	waiting := c.waiting("a")
	require.Len(t, waiting, 2, "one for each alert")
	assert.Equal(t, []Label{{"service.name", "shop"}}, waiting[0].Incident.Labels)
	assert.Equal(t, Label{"Told as one", "3"}, waiting[0].Incident.Details[0])
	c.told("a")
	c.get(crossed("s3", "0.8"))
	assert.Len(t, c.records["GenAISessionOverBudget/"+digestLabels([]Label{{"service.name", "shop"}})].Incident.Details, 6, "it is counted once")
	c.get(ended("s1"), ended("s2"))
	assert.Equal(t, []string{"resolve GenAIToolLoop warning"}, c.told("a"), "one session is left")
	c.get(ended("s3"))
	assert.Equal(t, []string{"resolve GenAISessionOverBudget critical"}, c.told("a"))
}

func TestTooManyAreToldInOneMessage(t *testing.T) {
	c := opened(t, policy(func(p *Policy) { p.MaxPerMinute = 2 }))
	for i := range 5 {
		c.get(looped("w"+strconv.Itoa(i), "warn"))
	}
	c.get(crossed("c0", "1"), looped("w3", "critical"))
	assert.Equal(t, []string{
		"trigger GenAISessionOverBudget critical", "trigger GenAIToolLoop error", "trigger GenAIToolLoop warning", "trigger GenAIToolLoop warning",
	}, c.told("a"), "each severity has its own share, and what got worse is no longer held back")
	c.get(ended("w4"))
	assert.Empty(t, c.told("a"), "nobody was told of it")
	assert.Equal(t, 3, c.TakeCounts().HeldBack)
	_, wait := c.Next("a", 1, c.now)
	assert.Equal(t, noon.Add(time.Minute), wait)

	c.later(time.Minute)
	waiting := c.waiting("a")
	require.Len(t, waiting, 1)
	assert.Equal(t, "3 more incidents within a minute were held back: 3 warning", waiting[0].Incident.Summary)
	assert.Equal(t, []Label{{"GenAIToolLoop", "3"}}, waiting[0].Incident.Details)
	assert.Equal(t, []string{"trigger GenAIAlertsSuppressed warning"}, c.told("a"))
	c.get(looped("new", "warn"))
	assert.Equal(t, []string{"trigger GenAIToolLoop warning"}, c.told("a"), "another minute")
	c.later(9 * time.Minute)
	assert.Empty(t, c.told("a"))
	c.later(time.Minute)
	assert.Equal(t, []string{"resolve GenAIAlertsSuppressed warning"}, c.told("a"))
}

// Past the bound the least severe that nobody knows of goes, oldest first; never one whose end is to be told.
func TestNoRoom(t *testing.T) {
	c := opened(t, policy(func(p *Policy) { p.MaxIncidents = 3; p.CoolDown = 0 }))
	c.get(looped("told", "warn"))
	c.told("a")
	c.get(looped("old", "warn"), looped("new", "warn"), looped("bad", "critical"))
	assert.Equal(t, map[Drop]int{{"a", DropFull}: 1}, c.TakeCounts().Dropped)
	var waiting []string
	for _, ticket := range c.waiting("a") {
		waiting = append(waiting, ticket.Incident.Labels[1].Value)
	}
	assert.Equal(t, []string{"bad", "new"}, waiting)
	c.get(crossed("worse", "1"), looped("bad2", "critical"))
	assert.Equal(t, map[Drop]int{{"a", DropFull}: 2}, c.TakeCounts().Dropped, "of bad and bad2 the older goes")
	c.get(looped("late", "warn"))
	assert.Equal(t, 1, c.TakeCounts().Full, "all there are are worse, or told")
	assert.Equal(t, []string{"trigger GenAISessionOverBudget critical", "trigger GenAIToolLoop error"}, c.told("a"))
	c.get(ended("told"))
	assert.Equal(t, []string{"resolve GenAIToolLoop warning"}, c.told("a"))
	c.get(looped("late", "warn"))
	assert.Equal(t, []string{"trigger GenAIToolLoop warning"}, c.told("a"), "what is over and told made room")
	assert.Len(t, c.records, 3)
}

func TestOldNoticesAreDropped(t *testing.T) {
	c := opened(t, policy(func(p *Policy) { p.MaxHold = 48 * time.Hour }))
	c.get(looped("s", "warn"), looped("ends", "warn"))
	c.told("a")
	c.get(looped("untold", "warn"), ended("ends"))
	c.later(24*time.Hour + time.Second)
	assert.Empty(t, c.told("a"))
	assert.Equal(t, map[Drop]int{{"a", DropAge}: 2}, c.TakeCounts().Dropped)
	c.get(looped("untold", "critical"))
	assert.Equal(t, []string{"trigger GenAIToolLoop error"}, c.told("a"), "it got worse, which is new")
}

func TestARefusedNoticeIsNotTriedAgain(t *testing.T) {
	c := opened(t, policy())
	c.get(looped("s", "warn"))
	refused := c.sending("a")
	c.Refused("a", &refused[0], c.now)
	assert.Empty(t, c.told("a"))
	assert.Equal(t, map[Drop]int{{"a", DropRefused}: 1}, c.TakeCounts().Dropped)
	c.get(ended("s"))
	assert.Empty(t, c.told("a"), "nobody knows of it")
}

func TestTextsHoldNoPrompt(t *testing.T) {
	secret := "Ignore previous instructions"
	e := with(looped("s", "warn"), "gen_ai.input.messages", secret)
	for _, name := range []string{"input.value", "llm.prompts.0.content", "gen_ai.tool.call.arguments", "genai.original.gen_ai.input.messages", "exception.message"} {
		e.Attributes[name] = secret
	}
	dump, err := ParseTemplate(`{{.Alert}} {{.Attributes}} {{.Session}} {{.Default}}`)
	require.NoError(t, err)
	for _, name := range []string{"genai.session.loop", "something.else"} {
		e.Name = name
		for _, template := range []*Template{nil, dump} {
			c := opened(t, policy(func(p *Policy) {
				p.Summary, p.Description = template, template
				p.Rules = append(p.Rules, Rule{Event: "something.else", Alert: "Else"})
			}))
			c.get(e)
			waiting := c.waiting("a")
			require.Len(t, waiting, 1)
			assert.NotContains(t, fmt.Sprint(waiting[0].Incident), secret)
			assert.Contains(t, fmt.Sprint(waiting[0].Incident), "search")
		}
	}
	c := opened(t, policy(func(p *Policy) { p.Attributes = []string{"input.value"} }))
	c.get(with(looped("s", "warn"), "input.value", secret))
	assert.Contains(t, fmt.Sprint(c.waiting("a")[0].Incident.Details), secret, "it was allowed")
}

func TestTemplates(t *testing.T) {
	tests := map[string]string{
		`{{.Alert}} ({{.Severity}}) in {{.Service}}: {{index .Attributes "gen_ai.tool.name"}}`: "GenAIToolLoop (warning) in shop: search",
		`{{.Default}}!`: "Tool search loops in session s of shop: the same call 8 times, unknown USD wasted!",
		`{{with index .Attributes "absent"}}{{.}}{{else}}none{{end}}`:                  "none",
		`{{printf "%.3s" .Session}}{{.Attributes.nothing}}`:                            "s",
		`{{if .TraceID}}{{slice .TraceID 0 8}}{{end}}`:                                 "Tool search loops in session s of shop: the same call 8 times, unknown USD wasted",
		`{{index .Attributes "gen_ai.tool.name" | printf "%s\u0007\nx"}}`:              "search  x",
		`{{if .Service}}{{slice .Service 0 80}}{{end}}`:                                "Tool search loops in session s of shop: the same call 8 times, unknown USD wasted",
		`{{printf (index .Attributes "genai.loop.repeats") }}`:                         "8",
		`{{if .Service}}{{printf "%0*d" 99999999 1}}{{end}}`:                           "Tool search loops in session s of shop: the same call 8 times, unknown USD wasted",
		`{{if .Service}}{{printf "%99999d" 1}}{{end}}` + strings.Repeat("x", maxValue): "Tool search loops in session s of shop: the same call 8 times, unknown USD wasted",
	}
	for text, want := range tests {
		parsed, err := ParseTemplate(text)
		require.NoError(t, err, text)
		c := opened(t, policy(func(p *Policy) { p.Summary = parsed }))
		c.get(looped("s", "warn"))
		assert.Equal(t, want, c.waiting("a")[0].Incident.Summary, text)
	}
}

func TestWrongTemplates(t *testing.T) {
	for text, want := range map[string]string{
		"{{.Prompt}}": "Prompt", "{{": "unclosed", "{{range 9}}x{{end}}": "range", `{{define "x"}}{{end}}`: "define", `{{template "text"}}`: "call templates",
		"{{block \"b\" .}}x{{end}}": "define", "{{if .Alert}}{{else}}{{range .Attributes}}{{end}}{{end}}": "range", strings.Repeat("x", maxOutput+1): "8 KiB",
		"{{with .Alert}}{{range .}}{{end}}{{end}}": "range", "{{call .Alert}}": "call", `{{printf "%1000d" 1}}`: "8 KiB",
	} {
		_, err := ParseTemplate(text)
		assert.ErrorContains(t, err, want, text)
	}
}

func TestTextsAreClean(t *testing.T) {
	hostile := "a\x00b\r\nc\u202ed\u2028e\xff<!channel>" + strings.Repeat("ü", 5000)
	c := opened(t, policy(func(p *Policy) { p.Links.Session = "http://localhost:8321/?session={session_id}" }))
	c.get(with(crossed(hostile, "1"), "genai.budget.name", hostile))
	incident := c.waiting("a")[0].Incident
	assert.LessOrEqual(t, len(incident.Summary), maxSummary)
	assert.True(t, strings.HasPrefix(incident.Summary, "Budget a b  cd e\uFFFD<!channel>ü"), incident.Summary)
	assert.True(t, strings.HasSuffix(incident.Summary, "…"))
	for _, label := range append(incident.Labels, incident.Details...) {
		assert.LessOrEqual(t, len(label.Value), maxValue)
		assert.NotContains(t, label.Value, "\n")
	}
	assert.Empty(t, incident.Links, "an id that long leads nowhere")
}

func TestLinks(t *testing.T) {
	c := opened(t, policy(func(p *Policy) {
		p.Links = Links{"https://books/", "http://localhost:8321/?session={session_id}", "https://jaeger/trace/{trace_id}"}
	}))
	e := looped("s/1&2", "warn")
	e.TraceID = "0af7651916cd43dd8448eb211c80319c"
	c.get(e)
	assert.Equal(t, []Link{
		{"Runbook", "https://books/GenAIToolLoop.md"},
		{"Session", "http://localhost:8321/?session=s%2F1%262"},
		{"Trace", "https://jaeger/trace/0af7651916cd43dd8448eb211c80319c"},
	}, c.waiting("a")[0].Incident.Links)
}
