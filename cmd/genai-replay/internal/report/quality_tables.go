package report

import (
	"strconv"
	"strings"
)

// quality shows how sessions went, what evaluations said and what was found without them.
func (r *Report) quality(out *strings.Builder, look Look) {
	r.outcomes(out, look)
	r.scores(out, look)
	r.signals(out, look)
}

func (r *Report) outcomes(out *strings.Builder, look Look) {
	heading(out, look, "Quality: how sessions went")
	if len(r.Page.Outcomes) == 0 {
		out.WriteString("no session has ended yet\n")
		return
	}
	g := grid{columns: []column{
		{title: "agent", left: true},
		{title: "service", left: true, spare: true},
		{title: "ended"},
		{title: "success"},
		{title: "rate"},
		{title: "USD a success"},
		{title: "failed", spare: true},
		{title: "USD a failure", spare: true},
		{title: "other", spare: true},
	}}
	total := Outcome{Agent: "all agents"}
	for i := range r.Page.Outcomes {
		o := &r.Page.Outcomes[i]
		g.add(o.cells()...)
		total.Success += o.Success
		total.Failed += o.Failed
		total.Other += o.Other
		total.SuccessUSD += o.SuccessUSD
		total.FailedUSD += o.FailedUSD
	}
	g.total = total.cells()
	out.WriteString(g.text(look))
}

func (o *Outcome) cells() []string {
	return []string{
		o.Agent, o.Service, count(o.Ended()), count(o.Success), share(o.Success, o.Ended()), each(o.SuccessUSD, o.Success),
		count(o.Failed), each(o.FailedUSD, o.Failed), count(o.Other),
	}
}

// each is a mean of USD.
func each(usd, n float64) string {
	if n == 0 {
		return none
	}
	return money(usd/n, usd/n)
}

func (r *Report) scores(out *strings.Builder, look Look) {
	heading(out, look, "Quality: scores")
	if len(r.Page.Scores) == 0 {
		out.WriteString("no evaluation yet\n")
		return
	}
	g := grid{columns: []column{
		{title: "evaluation", left: true},
		{title: "evaluator", left: true, spare: true},
		{title: "service", left: true},
		{title: "scores"},
		{title: "mean"},
		{title: "pass"},
		{title: "errors", spare: true},
	}}
	for i := range r.Page.Scores {
		s := &r.Page.Scores[i]
		g.add(s.Name, s.Evaluator, s.Service, count(s.Scores), mean(s.Sum, s.Scores), share(s.Passed, s.Passed+s.NotPassed), count(s.Errors))
	}
	out.WriteString(g.text(look))
}

// mean is of scores between 0 and 1.
func mean(sum, n float64) string {
	if n == 0 {
		return none
	}
	return strconv.FormatFloat(sum/n, 'f', 2, 64)
}

func (r *Report) signals(out *strings.Builder, look Look) {
	heading(out, look, "Quality: signals")
	if len(r.Page.Signals) == 0 {
		out.WriteString("none\n")
		return
	}
	g := grid{columns: []column{
		{title: "signal", left: true},
		{title: "agent", left: true},
		{title: "service", left: true, spare: true},
		{title: "found"},
	}}
	for _, s := range r.Page.Signals {
		g.add(s.Name, s.Agent, s.Service, count(s.Found))
	}
	out.WriteString(g.text(look))
}
