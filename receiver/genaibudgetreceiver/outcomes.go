package genaibudgetreceiver

import (
	"time"

	"github.com/otelcol-genai/otelcol-genai/internal/aggregate"
	"github.com/otelcol-genai/otelcol-genai/internal/budget"
	"github.com/otelcol-genai/otelcol-genai/internal/genai"
	"github.com/otelcol-genai/otelcol-genai/internal/session"
)

// outcomeDays is for how long the end of a session counts.
const (
	outcomeDays  = 7
	outcomeHours = outcomeDays * 24
)

// outcomes adds up how sessions ended, by the hour, so that they can be taken off again.
type outcomes struct {
	maxSeries int
	series    map[outcomeKey]*outcomeSeries
	overflow  *outcomeSeries // nil until max_series is reached
}

type outcomeKey struct{ outcome, agent, service string }

type outcomeSeries struct {
	hours [outcomeHours]outcomeHour // by hour since the epoch modulo their number
}

type outcomeHour struct {
	hour     int64
	sessions int64
	cost     budget.NanoUSD
}

func newOutcomes(maxSeries int) *outcomes {
	return &outcomes{maxSeries: maxSeries, series: make(map[outcomeKey]*outcomeSeries)}
}

// add counts an end; one without a time, or of the future, is of now.
func (o *outcomes) add(e *session.Event, now time.Time) {
	key := outcomeKey{aggregate.Label(e.Summary.Outcome), aggregate.Label(e.Agent), aggregate.Label(e.Service)}
	if key.outcome == "" {
		key.outcome = "unknown"
	}
	s, ok := o.series[key]
	switch {
	case ok:
	case len(o.series) < o.maxSeries:
		s = &outcomeSeries{}
		o.series[key] = s
	default:
		if o.overflow == nil {
			o.overflow = &outcomeSeries{}
		}
		s = o.overflow
	}
	at := now
	if e.At > 0 && e.At < now.UnixNano() {
		at = time.Unix(0, e.At)
	}
	s.add(at, costOf(e.Summary))
}

func (s *outcomeSeries) add(at time.Time, cost budget.NanoUSD) {
	hour := at.Unix() / 3600
	h := &s.hours[hour%outcomeHours]
	if h.hour > hour {
		return // more than a week late
	}
	if h.hour < hour {
		*h = outcomeHour{hour: hour}
	}
	h.sessions++
	h.cost += cost
}

// sum is what ended in the week before now.
func (s *outcomeSeries) sum(now time.Time) (sessions int64, cost budget.NanoUSD) {
	last := now.Unix() / 3600
	for i := range s.hours {
		if h := &s.hours[i]; h.hour > last-outcomeHours {
			sessions += h.sessions
			cost += h.cost
		}
	}
	return sessions, cost
}

// write writes how the sessions of the last days ended.
func (o *outcomes) write(p *page, now time.Time) {
	for key, s := range o.series {
		sessions, cost := s.sum(now)
		if sessions == 0 {
			delete(o.series, key)
			continue
		}
		labels := []label{{attrOutcome, key.outcome}, {genai.AttrAgentName, key.agent}}
		p.add(&sessionOutcome, key.service, labels...).SetIntValue(sessions)
		p.add(&sessionOutcomeCost, key.service, labels...).SetDoubleValue(budget.Dollars(cost))
	}
	if o.overflow == nil {
		return
	}
	if sessions, cost := o.overflow.sum(now); sessions > 0 {
		p.overflow(&sessionOutcome).SetIntValue(sessions)
		p.overflow(&sessionOutcomeCost).SetDoubleValue(budget.Dollars(cost))
	}
}
