package alert_test

import (
	"fmt"
	"time"

	"github.com/otelcol-genai/otelcol-genai/internal/alert"
)

func Example() {
	desk := alert.NewDesk(&alert.Policy{
		Rules:        alert.Builtin(),
		Destinations: []alert.Route{{Name: "pager", MinSeverity: alert.Critical, Resolves: true}},
		MaxHold:      24 * time.Hour, MaxAge: 24 * time.Hour, MaxIncidents: 100, MaxMembers: 1, MaxEvents: 1000,
	})
	now := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	session := map[string]string{
		"session.id": "run-42", "genai.budget.name": "session", "genai.budget.threshold": "1", "genai.budget.spend": "5.03", "genai.budget.limit": "5",
	}
	tell := func() {
		tickets, _ := desk.Next("pager", 10, now)
		for _, t := range tickets {
			fmt.Println(t.Action, t.Incident.Severity, t.Incident.Name)
			fmt.Println(" ", t.Incident.Summary)
		}
		desk.Sent("pager", tickets, now)
	}
	desk.Receive([]alert.Event{{ID: "1", Name: "genai.budget.threshold", Service: "shop", At: now, Attributes: session}}, now)
	tell()
	desk.Receive([]alert.Event{{ID: "2", Name: "genai.session.end", Service: "shop", At: now, Attributes: session}}, now)
	tell()
	// Output:
	// trigger critical GenAISessionOverBudget
	//   Budget session of session run-42 of shop is spent to 100 %: 5.03 USD of 5.00 USD
	// resolve critical GenAISessionOverBudget
	//   Budget session of session run-42 of shop is spent to 100 %: 5.03 USD of 5.00 USD
}
