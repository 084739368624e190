package session

import (
	"maps"
	"slices"

	"github.com/otelcol-genai/otelcol-genai/internal/budget"
)

func (c *coder) event(e *Event) {
	codeUint(c, &e.Sequence)
	codeText(c, &e.ID)
	codeText(c, &e.Kind)
	codeInt(c, &e.At)
	for _, text := range [...]*string{&e.Tenant, &e.Session, &e.Service, &e.Agent} {
		codeText(c, text)
	}
	c.raw(e.Trace[:])
	c.raw(e.Span[:])
	codePointer(c, &e.Crossing, c.crossing)
	codePointer(c, &e.Loop, c.loop)
	codePointer(c, &e.Cascade, c.cascade)
	codePointer(c, &e.Context, c.contextAlert)
	codePointer(c, &e.Summary, c.summary)
}

func (c *coder) crossing(x *Crossing) {
	codeText(c, &x.Budget)
	codeText(c, &x.Mode)
	c.float(&x.Threshold)
	c.limit(&x.Limit)
	c.spend(&x.Spend)
	codeUint(c, &x.State)
	codeInt(c, &x.Window)
	codeUint(c, &x.Revision)
	c.scope(&x.Scope)
}

func (c *coder) scope(scope *map[string]string) {
	keys := slices.Sorted(maps.Keys(*scope))
	codeSlice(c, &keys, func(key *string) { codeText(c, key) })
	if !c.writing && len(keys) > 0 {
		*scope = make(map[string]string, len(keys))
	}
	for _, key := range keys {
		value := (*scope)[key]
		codeText(c, &value)
		if !c.writing {
			(*scope)[key] = value
		}
	}
}

func (c *coder) limit(limit *budget.Limit) {
	codeInt(c, &limit.NanoUSD)
	codeInt(c, &limit.Tokens)
	codeInt(c, &limit.Calls)
}

func (c *coder) spend(s *budget.Spend) {
	for _, n := range [...]*int64{&s.NanoUSD, &s.Tokens, &s.Calls, &s.Unpriced} {
		codeInt(c, n)
	}
}

func (c *coder) loop(x *Loop) {
	codeText(c, &x.Tool)
	codeInt(c, &x.Repeats)
	codeInt(c, &x.Wasted)
	codeText(c, &x.Level)
	c.bool(&x.LowConfidence)
}

func (c *coder) cascade(x *Cascade) {
	codeText(c, &x.Tool)
	codeInt(c, &x.Count)
	codeInt(c, &x.Distance)
	c.raw(x.Trace[:])
	c.raw(x.Span[:])
}

func (c *coder) contextAlert(x *ContextAlert) {
	codeInt(c, &x.Tokens)
	for _, f := range [...]*float64{&x.Growth, &x.CacheHit, &x.CostRise} {
		c.float(f)
	}
	c.bool(&x.Broken)
}

func (c *coder) summary(x *Summary) {
	for _, text := range [...]*string{&x.Reason, &x.Outcome, &x.DearestModel, &x.DearestTool} {
		codeText(c, text)
	}
	c.spend(&x.Spend)
	codeUint(c, &x.State)
	for _, n := range [...]*int64{
		&x.Tokens.Input, &x.Tokens.CacheRead, &x.Tokens.CacheWrite, &x.Tokens.Output, &x.Tokens.Reasoning,
		&x.Failed, &x.Tools, &x.ToolFail, &x.Loops, &x.Wasted, &x.Context, &x.Compactions, &x.Estimate,
	} {
		codeInt(c, n)
	}
	for _, f := range [...]*float64{
		&x.WallSeconds, &x.ActiveSeconds, &x.BusySeconds, &x.ModelSeconds, &x.Growth, &x.CacheHit,
	} {
		c.float(f)
	}
	c.bool(&x.Sampled)
}

func (c *coder) heldEvent(h *heldEvent) {
	codeUint(c, &h.slot)
	codeUint(c, &h.serial)
	c.event(&h.event)
	for i := range h.about {
		codeUint(c, &h.about[i])
	}
}
