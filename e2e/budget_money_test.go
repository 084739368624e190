package e2e

import (
	"encoding/json"
	"math/rand/v2"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Budgets whose thresholds many of the recorded sessions reach.
const moneyBudgets = `
extensions::genai_budget::budgets:
  - {name: session, scope: [session], limit_usd: 5, thresholds: [0.5, 0.8, 1]}
  - {name: service, scope: [service.name], window: month, limit_usd: 1000, thresholds: [0.1, 0.5, 1]}
`

// reached are the thresholds of moneyBudgets that these spends reach.
func (f *traffic) reached() (all []reached) {
	for session, nano := range f.sessions {
		for _, percent := range []int{50, 80, 100} {
			if nano >= int64(percent)*5e7 {
				all = append(all, reached{"session", session, percent})
			}
		}
	}
	for service, nano := range f.services {
		for _, percent := range []int{10, 50, 100} {
			if nano >= int64(percent)*1e10 {
				all = append(all, reached{"service", service, percent})
			}
		}
	}
	return all
}

// assertSpent holds the accounts of sessions and services against what they cost.
func (f *traffic) assertSpent(t *testing.T, c *collector) bool {
	t.Helper()
	var report struct {
		Budgets []struct {
			Name     string
			Accounts []struct {
				Scope map[string]string
				Spent json.Number `json:"spent_usd"`
			}
		}
	}
	a := c.api(t, http.MethodGet, "/v1/budgets", "")
	a.into(t, &report)
	services := map[string]int64{}
	for _, account := range report.Budgets[1].Accounts {
		services[account.Scope["service.name"]] = nanos(t, account.Spent)
	}
	return assert.Equal(t, f.sessions, c.spends(t)) && assert.Equal(t, f.services, services)
}

// Every recorded session, with its calls in doubt in all the ways that telemetry
// knows: every account is the sum of its calls' prices, to the nano-dollar.
func TestEveryRecordedSessionIsChargedExactly(t *testing.T) {
	sessions := allSessions(t)
	require.Len(t, sessions, 710)
	all := newTraffic(t, sessions)
	spans := len(all.spans)
	all.untidy(rand.New(rand.NewPCG(4, 710)), 0.02, 0.05)
	require.Greater(t, len(all.spans), spans+2000, "calls that are sent twice")

	told := newSink(t)
	c := startCollector(t, ownPrices, moneyBudgets, told.config)
	requests := all.requests(t, 500)
	for i, body := range requests {
		if i == len(requests)/2 {
			c.shutdown(t)
			c.start(t)
		}
		c.post(t, "/v1/traces", "application/x-protobuf", body)
	}
	all.assertSpent(t, c)
	c.shutdown(t)
	assertTold(t, all.reached(), told.all())
	t.Logf("%d spans of %d sessions, %d thresholds reached", len(all.spans), len(sessions), len(all.reached()))

	c.start(t)
	all.assertSpent(t, c)
	for _, body := range requests[len(requests)-20:] { // a sender that starts over
		c.post(t, "/v1/traces", "application/x-protobuf", body)
	}
	all.assertSpent(t, c)
}
