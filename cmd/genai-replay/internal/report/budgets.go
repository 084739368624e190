package report

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/otelcol-genai/otelcol-genai/cmd/genai-replay/internal/whatif"
)

// WriteBudgets writes what budgets would have done.
func WriteBudgets(to io.Writer, s *whatif.Simulation, look Look) error {
	if look.Colour {
		text.EnableColors() // the caller has looked at the terminal and its environment
	}
	var out strings.Builder
	heading(&out, look, "What budgets would have done")
	fmt.Fprintf(&out, "%s sessions, %s calls, %s USD; %s\n",
		count(float64(s.Sessions)), count(float64(s.Calls)), dollars(s.Cost), ruleText(&s.Policy))
	g := grid{columns: []column{
		{title: "budget"},
		{title: "over it"},
		{title: "stopped"},
		{title: "in time"},
		{title: "overshoot p50"},
		{title: "p95"},
		{title: "saved"},
		{title: "share", spare: true},
		{title: "needless", spare: true},
	}}
	for i := range s.Outcomes {
		o := &s.Outcomes[i]
		g.add(dollars(o.Budget), count(float64(o.Over)), count(float64(o.Stopped)), share(float64(o.Kept), float64(o.Over)),
			overshoot(o, 0.5), overshoot(o, 0.95), dollars(o.Saved), share(float64(o.Saved), float64(s.Cost)),
			count(float64(o.Needless)))
	}
	out.WriteString(g.text(look))
	out.WriteString("overshoot of the sessions over it; in time: those that stay at or below it\n")
	_, err := io.WriteString(to, out.String())
	return err
}

func ruleText(p *whatif.Policy) string {
	when := "stopped before the call that would exceed it"
	if p.Rule == whatif.Spent {
		when = "stopped when it is spent"
	}
	return fmt.Sprintf("%s, known %s later", when, p.Lag.Round(time.Millisecond))
}

func dollars(nanoUSD int64) string { return money(float64(nanoUSD)/1e9, 1) }

// overshoot is a quantile with its sign, to a tenth of a cent.
func overshoot(o *whatif.Outcome, quantile float64) string {
	if o.Over == 0 {
		return none
	}
	usd := strconv.FormatFloat(float64(o.Overshoot(quantile))/1e9, 'f', 3, 64)
	if !strings.HasPrefix(usd, "-") {
		usd = "+" + usd
	}
	return usd
}
