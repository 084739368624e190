package session

import (
	"slices"
	"strings"
	"time"

	"github.com/otelcol-genai/otelcol-genai/internal/budget"
)

// Outcome is how a session went.
type Outcome uint8

// The outcomes.
const (
	OutcomeUnknown Outcome = iota
	OutcomeSuccess
	OutcomeFailed
	OutcomeAbandoned
	OutcomeStopped
	outcomeCount
)

var outcomeNames = [outcomeCount]string{"unknown", "success", "failed", "abandoned", "stopped"}

func (o Outcome) String() string {
	if o >= outcomeCount {
		return outcomeNames[OutcomeUnknown]
	}
	return outcomeNames[o]
}

// ParseOutcome reads the name of an outcome.
func ParseOutcome(name string) (Outcome, bool) {
	at := slices.Index(outcomeNames[:], name)
	return Outcome(max(at, 0)), at >= 0
}

// Verdict is what somebody said of how a session went; the zero value is nothing. Of two
// the one with more weight counts, of equals the later.
type Verdict uint8

// MaxWeight is the largest weight of a verdict.
const MaxWeight = 31

// NewVerdict returns a verdict with a weight of 1 to [MaxWeight].
func NewVerdict(outcome Outcome, weight int) Verdict {
	return Verdict(min(max(weight, 1), MaxWeight))<<3 | Verdict(outcome)
}

// Outcome is what it says.
func (v Verdict) Outcome() Outcome { return Outcome(v & 7) }

// Weight is 0 for nothing that was said.
func (v Verdict) Weight() int { return int(v >> 3) }

func (v Verdict) valid() bool { return v.Outcome() < outcomeCount && (v == 0 || v.Weight() > 0) }

// and is what counts of a verdict and a later one.
func (v Verdict) and(later Verdict) Verdict {
	if later != 0 && later.Weight() >= v.Weight() {
		return later
	}
	return v
}

// OutcomeReport is how sessions ended in the last seven days.
type OutcomeReport struct {
	Outcome        Outcome
	Service, Agent string
	Sessions       int64
	Cost           budget.NanoUSD
}

const (
	hour = int64(time.Hour)
	// outcomeHours is for how long the end of a session counts.
	outcomeHours = 7 * 24
	// maxSettled bounds what one session adds, so that sums stay sums.
	maxSettled = budget.NanoUSD(1) << 50
)

// settled is what of a session is in the outcomes; all zeros for one that is not.
type settled struct {
	nano           budget.NanoUSD
	hour           uint32 // in which it ended, since the epoch
	service, agent name
	outcome        Outcome
}

// outcomes adds up how sessions ended, by the hour, so that they can be taken off again.
type outcomes struct {
	series []outcomeSeries
	first  int64 // hour that is still kept
}

type outcomeSeries struct {
	service, agent name
	outcome        Outcome
	hours          []outcomeHour // in order
}

type outcomeHour struct {
	hour     uint32
	sessions int64
	nano     budget.NanoUSD
}

// settle counts a session as it ended; past the bound with those there is no room for. What
// it was counted as is in what it returns.
func (l *Ledger) settleOutcome(s settled) settled {
	l.forgetOutcomes()
	own := &l.outcomes
	at := own.find(&s)
	if at < 0 && len(own.series) >= l.config.MaxOutcomes {
		rest := l.names.add(OverflowName)
		s.service, s.agent = rest, rest
		at = own.find(&s)
	}
	if at < 0 {
		at = len(own.series)
		own.series = append(own.series, outcomeSeries{service: s.service, agent: s.agent, outcome: s.outcome})
	}
	own.series[at].add(s.hour, 1, s.nano)
	return s
}

// unsettle takes a session off again.
func (l *Ledger) unsettle(s settled) {
	if s == (settled{}) || int64(s.hour) < l.outcomes.first {
		return
	}
	if at := l.outcomes.find(&s); at >= 0 {
		l.outcomes.series[at].add(s.hour, -1, -s.nano)
		l.outcomes.tidy()
	}
}

func (o *outcomes) find(s *settled) int {
	return slices.IndexFunc(o.series, func(own outcomeSeries) bool {
		return own.outcome == s.outcome && own.service == s.service && own.agent == s.agent
	})
}

func (s *outcomeSeries) add(at uint32, sessions int64, nano budget.NanoUSD) {
	i, there := slices.BinarySearchFunc(s.hours, at, func(h outcomeHour, at uint32) int { return int(int64(h.hour) - int64(at)) })
	if !there {
		s.hours = slices.Insert(s.hours, i, outcomeHour{hour: at})
	}
	h := &s.hours[i]
	h.sessions += sessions
	h.nano += nano
	if h.sessions == 0 {
		s.hours = slices.Delete(s.hours, i, i+1)
	}
}

// forgetOutcomes forgets what ended too long ago to count.
func (l *Ledger) forgetOutcomes() {
	own, first := &l.outcomes, l.now/hour-outcomeHours+1
	if first <= own.first {
		return
	}
	own.first = first
	for i := range own.series {
		s := &own.series[i]
		n := 0
		for n < len(s.hours) && int64(s.hours[n].hour) < first {
			n++
		}
		s.hours = slices.Delete(s.hours, 0, n)
	}
	own.tidy()
}

func (o *outcomes) tidy() {
	o.series = slices.DeleteFunc(o.series, func(s outcomeSeries) bool { return len(s.hours) == 0 })
}

// report is how sessions ended in the days before a time.
func (l *Ledger) outcomesAt(now int64) []OutcomeReport {
	first := now/hour - outcomeHours + 1
	var all []OutcomeReport
	for i := range l.outcomes.series {
		s := &l.outcomes.series[i]
		sum := OutcomeReport{Outcome: s.outcome, Service: l.names.text(s.service), Agent: l.names.text(s.agent)}
		for _, h := range s.hours {
			if int64(h.hour) >= first {
				sum.Sessions += h.sessions
				sum.Cost += h.nano
			}
		}
		if sum.Sessions > 0 {
			all = append(all, sum)
		}
	}
	slices.SortFunc(all, func(a, b OutcomeReport) int {
		if by := strings.Compare(a.Service+"\x00"+a.Agent, b.Service+"\x00"+b.Agent); by != 0 {
			return by
		}
		return int(a.Outcome) - int(b.Outcome)
	})
	return all
}

// shift sets all hours back.
func (o *outcomes) shift(hours int64) {
	o.first = max(o.first-hours, 0)
	for i := range o.series {
		for h := range o.series[i].hours {
			o.series[i].hours[h].hour = shiftedHour(o.series[i].hours[h].hour, hours)
		}
	}
}

func shiftedHour(at uint32, by int64) uint32 { return uint32(max(int64(at)-by, 1)) }
