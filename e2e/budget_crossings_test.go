package e2e

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// An event about a budget reaches the logs pipeline the moment it is crossed, not on
// the metrics interval: the time is from before the call is sent to when its event has
// left the collector.
func TestCrossingsAreToldAtOnce(t *testing.T) {
	s := newSink(t)
	c := startCollector(t, s.config, `
receivers::genai_budget::interval: 1m
extensions::genai_budget::budgets: [{name: session, scope: [session], limit_usd: 0.001, thresholds: [1]}]
`)
	const crossings = 200
	var took []time.Duration
	for i := range uint32(crossings) {
		session := fmt.Sprintf("s-%d", i)
		began := time.Now()
		c.spend(t, session, i+1)
		took = append(took, s.wait(t, 1, "genai.budget.threshold", session)[0].at.Sub(began))
	}
	slices.Sort(took)
	p99 := took[crossings*99/100]
	t.Logf("from the call to the event: median %v, p99 %v, largest %v", took[crossings/2], p99, took[crossings-1])
	assert.Less(t, p99, time.Second)
	require.Len(t, s.all(), crossings)
}
