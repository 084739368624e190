package session

func (c *coder) verdict(v *Verdict) {
	if codeUint(c, v); !v.valid() {
		c.in.fail()
		*v = 0
	}
}

func (c *coder) settled(s *settled) {
	codeUint(c, &s.hour)
	if s.hour == 0 {
		return
	}
	codeInt(c, &s.nano)
	codeUint(c, &s.service)
	codeUint(c, &s.agent)
	c.outcome(&s.outcome)
}

func (c *coder) outcome(o *Outcome) {
	if codeUint(c, o); *o >= outcomeCount {
		c.in.fail()
		*o = 0
	}
}

func (c *coder) outcomes(all *outcomes) {
	codeInt(c, &all.first)
	codeSlice(c, &all.series, func(s *outcomeSeries) {
		codeUint(c, &s.service)
		codeUint(c, &s.agent)
		c.outcome(&s.outcome)
		codeSlice(c, &s.hours, func(h *outcomeHour) {
			codeUint(c, &h.hour)
			codeInt(c, &h.sessions)
			codeInt(c, &h.nano)
		})
	})
}
