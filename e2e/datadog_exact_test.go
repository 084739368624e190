package e2e

import (
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/otelcol-genai/otelcol-genai/internal/datadogtest"
)

// backendBlock is a block of the default configuration, uncommented.
func backendBlock(t *testing.T, title string) string {
	t.Helper()
	for block := range strings.SplitSeq(string(readFile(t, "../otelcol-config.yaml")), "\n\n") {
		if strings.HasPrefix(block, "## "+title) {
			return regexp.MustCompile(`(?m)^#+ ?`).ReplaceAllStringFunc(block, func(mark string) string {
				if strings.HasPrefix(mark, "##") {
					return "# "
				}
				return ""
			})
		}
	}
	require.Fail(t, "no such block", title)
	return ""
}

// Both ways to Datadog count the first increment of a series and every one after it,
// and a restart neither repeats nor loses one.
func TestDatadogGetsEveryIncrement(t *testing.T) {
	for name, config := range map[string]string{
		"the shipped configuration":              string(readFile(t, filepath.Join(datadogFolder, "collector.yaml"))),
		"the block of the default configuration": backendBlock(t, "Datadog"),
	} {
		t.Run(name, func(t *testing.T) {
			intake, config := toIntake(t, config)
			c := startCollector(t, config, datadogTestConfig)
			for i := range byte(3) {
				b := newBatch()
				add(t, b.service(t, "agent", "1"), i+1, i+1, 0, chat(map[string]any{"session.id": "s"})) // 0.0035 USD
				c.sendTraces(t, b.Traces)
				awaitSpend(t, intake, 0.0035*float64(i+1))
				if i == 1 {
					<-time.After(time.Second) // of the flush that was seen and that of the shutdown Datadog would keep one
					c.shutdown(t)
					c.start(t)
				}
			}
			assert.Empty(t, intake.Refusals())
		})
	}
}

// awaitSpend waits until the intake has counted so many USD, and no more.
func awaitSpend(t *testing.T, intake *datadogtest.Intake, want float64) {
	t.Helper()
	var got map[string]float64
	require.Eventually(t, func() bool {
		var err error
		got, err = datadogtest.Values("sum(last_1h):sum:genai.cost.usd{*} by {service,host}.as_count() > 0", intake.Store(), time.Now())
		return err == nil && len(got) == 1 && abs(single(got)-want) < 1e-9
	}, 15*time.Second, 100*time.Millisecond, "want %v: %v %v", want, &got, intake.Refusals())
}

func single(values map[string]float64) (value float64) {
	for _, value = range values {
	}
	return value
}

func abs(x float64) float64 { return max(x, -x) }
