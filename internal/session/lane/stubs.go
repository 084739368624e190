package lane

import "github.com/otelcol-genai/otelcol-genai/internal/budget"

type context struct{ last struct{ end int64 } }

func (c *context) call(*Rules, Call) (a ContextAlert, ok bool) { return }
func (c *context) read() (r Context)                           { return }
func (c *context) append(*context)                             {}

type loops struct {
	found  uint32
	wasted budget.NanoUSD
}

func (l *loops) call(budget.NanoUSD)                      {}
func (l *loops) answer(*Rules, uint64) (f Loop, ok bool) { return }
func (l *loops) tool(*Rules, Tool) (f Loop)              { return }
func (l *loops) level(*Rules) Level                      { return 0 }
func (l *loops) append(*loops)                           {}

type cascade struct{}

func (c *cascade) tool(*Rules, Tool) (f Cascade) { return }
func (c *cascade) append(*cascade)               {}
