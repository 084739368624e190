package e2e

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"
)

// Where each alert fires on the real Prometheus, of what a collector measured. In
// monitoring/prometheus/tests all of them fire, and nearly fire, on series that are written there.
var (
	// firedByBusyWeek are those of what happens in busyWeek.
	firedByBusyWeek = []string{
		// What is spent.
		"GenAISpendOverBudget", "GenAISpendOverBaseline", "GenAISpendBurn", "GenAISessionOverBudget", "GenAISessionTooDear", "GenAIUnpricedModel", "GenAICostDisputed",
		// What takes long: turns that hang.
		"GenAITurnMedianHigh", "GenAITurnP95High",
		"GenAIToolErrors", "GenAIToolLoop", "GenAIToolCascades",
		"GenAIJudgeScoreLow", "GenAIPassRateLow", "GenAIScoreDrift", "GenAICandidateWorse", "GenAIJudgeSilent", "GenAIJudgeErrors", "GenAIQualitySignals",
		// Sessions that never summarize.
		"GenAIContextGrowth", "GenAIContextNearLimit",
		// Agents that stop for hours, a collector that is unwell, and its disk that is full.
		"GenAITelemetryAbsentTotal", "GenAITelemetryAbsent", "GenAITelemetryRefused", "GenAIExportFailed", "GenAIQueueNearFull", "GenAIRedactionFailed", "GenAILedgerStoreFailing",
		"GenAILedgerLoss", "GenAILedgerFull", "GenAISeriesOverflow", "GenAIEventsUndelivered", "GenAIAlertsFailing", "GenAIAlertsLost", "GenAIAlertsSuppressed",
	}
	// firedBySlowCalls are those of recorded calls that take four times as long.
	firedBySlowCalls = []string{"GenAICallMedianHigh", "GenAICallP95High"}
	// firedByBloat are those of the same with three times the input, none of it cached.
	firedByBloat = append([]string{"GenAICacheBroken"}, firedBySlowCalls...)
	// firedByOutage is of a collector that is killed; see TestACollectorThatIsGoneIsPaged.
	firedByOutage = []string{"GenAICollectorDown"}
)

// Every alert that is shipped fires on a real Prometheus in one of the tests here.
func TestEveryAlertFiresSomewhere(t *testing.T) {
	t.Parallel()
	var shipped struct {
		Groups []struct {
			Rules []struct {
				Alert string `yaml:"alert"`
			} `yaml:"rules"`
		} `yaml:"groups"`
	}
	require.NoError(t, yaml.Unmarshal(readFile(t, "../monitoring/prometheus/rules.yml"), &shipped))
	var alerts []string
	for _, group := range shipped.Groups {
		for _, rule := range group.Rules {
			if rule.Alert != "" {
				alerts = append(alerts, rule.Alert)
			}
		}
	}
	require.NotEmpty(t, alerts)
	fired := slices.Concat(firedByBusyWeek, firedByBloat, firedByOutage)
	assert.ElementsMatch(t, alerts, fired)
}

// assertFired holds that alerts have fired.
func assertFired(t *testing.T, alerts map[string][]fired, names []string) {
	t.Helper()
	for _, name := range names {
		assert.NotEmpty(t, alerts[name], "%s does not fire", name)
	}
}
