package genaijudgeconnector

import (
	"context"
	"time"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/otel/metric"

	"github.com/otelcol-genai/otelcol-genai/connector/genaijudgeconnector/internal/chat"
	"github.com/otelcol-genai/otelcol-genai/connector/genaijudgeconnector/internal/metadata"
	"github.com/otelcol-genai/otelcol-genai/internal/selfmetrics"
)

// skip is a reason not to judge.
type skip string

// Why something is not judged.
const (
	skipOwn        skip = "own"
	skipDuplicate  skip = "duplicate"
	skipUnredacted skip = "unredacted"
	skipWithheld   skip = "withheld"
	skipNoContent  skip = "no_content"
	skipNoCase     skip = "no_case"
	skipPaused     skip = "paused"
	skipSpendLimit skip = "spend_limit"
	skipStorage    skip = "storage"
)

// drop is a bound that was reached.
type drop string

// What becomes of what does not fit.
const (
	dropQueueFull    drop = "queue_full"
	dropTooLarge     drop = "too_large"
	dropAssemblyFull drop = "assembly_full"
	dropLate         drop = "late"
	dropShutdown     drop = "shutdown"
)

// pauses are the kinds of failures that pause the model.
var pauses = []chat.Kind{chat.Unauthorized, chat.Unpaid, chat.ModelUnknown, chat.RateLimited, chat.Unavailable}

// telemetry counts what the connector does.
type telemetry struct{ builder *metadata.TelemetryBuilder }

func newTelemetry(settings component.TelemetrySettings) (*telemetry, error) {
	builder, err := metadata.NewTelemetryBuilder(settings)
	if err != nil {
		return nil, err
	}
	return &telemetry{builder: builder}, nil
}

func (t *telemetry) skipped(ctx context.Context, why skip, n int) {
	selfmetrics.Add(ctx, t.builder.GenaiJudgeSkipped, n, "reason", string(why))
}

func (t *telemetry) dropped(ctx context.Context, why drop, n int) {
	selfmetrics.Add(ctx, t.builder.GenaiJudgeDropped, n, "reason", string(why))
}

// tally collects what became of the spans of one batch, so that instruments are touched once.
type tally struct {
	targets                    int
	own, duplicate, unredacted int
	paused                     int
	queueFull, tooLarge        int
	assemblyFull, late         int
}

func (t *telemetry) record(ctx context.Context, counts *tally) {
	selfmetrics.Add(ctx, t.builder.GenaiJudgeTargets, counts.targets)
	t.skipped(ctx, skipOwn, counts.own)
	t.skipped(ctx, skipDuplicate, counts.duplicate)
	t.skipped(ctx, skipUnredacted, counts.unredacted)
	t.skipped(ctx, skipPaused, counts.paused)
	t.dropped(ctx, dropQueueFull, counts.queueFull)
	t.dropped(ctx, dropTooLarge, counts.tooLarge)
	t.dropped(ctx, dropAssemblyFull, counts.assemblyFull)
	t.dropped(ctx, dropLate, counts.late)
}

// called counts one request.
func (t *telemetry) called(ctx context.Context, began time.Time, answer *chat.Answer, failure *chat.Failure) {
	t.builder.GenaiJudgeCallDuration.Record(ctx, time.Since(began).Seconds())
	outcome := "ok"
	if failure != nil {
		outcome = string(failure.Kind)
	}
	selfmetrics.Add(ctx, t.builder.GenaiJudgeCalls, 1, "outcome", outcome)
	if answer != nil {
		selfmetrics.Add(ctx, t.builder.GenaiJudgeTokens, int(answer.Usage.Input), "type", "input")
		selfmetrics.Add(ctx, t.builder.GenaiJudgeTokens, int(answer.Usage.Output), "type", "output")
	}
}

// observe tells the state whenever metrics are read.
func (c *judgeConnector) observe() error {
	b := c.telemetry.builder
	for _, register := range []error{
		b.RegisterGenaiJudgeQueueSizeCallback(func(_ context.Context, o metric.Int64Observer) error {
			size, _ := c.queue.held()
			o.Observe(int64(size))
			return nil
		}),
		b.RegisterGenaiJudgeQueueBytesCallback(func(_ context.Context, o metric.Int64Observer) error {
			_, bytes := c.queue.held()
			o.Observe(bytes)
			return nil
		}),
		b.RegisterGenaiJudgeAssemblyTracesCallback(func(_ context.Context, o metric.Int64Observer) error {
			o.Observe(int64(c.assembly.waiting()))
			return nil
		}),
		b.RegisterGenaiJudgePausedCallback(func(_ context.Context, o metric.Int64Observer) error {
			now := c.gate.paused(time.Now())
			for _, reason := range pauses {
				o.Observe(map[bool]int64{true: 1}[reason == now], selfmetrics.With("reason", string(reason)))
			}
			return nil
		}),
		b.RegisterGenaiJudgeSpendUsdCallback(func(_ context.Context, o metric.Float64Observer) error {
			hour, day := c.treasury.spent(time.Now())
			o.Observe(usd(hour.NanoUSD), selfmetrics.With("window", "hour"))
			o.Observe(usd(day.NanoUSD), selfmetrics.With("window", "day"))
			return nil
		}),
		b.RegisterGenaiJudgeSpendLimitUsdCallback(func(_ context.Context, o metric.Float64Observer) error {
			if limit := c.config.Limits.USDPerHour; limit > 0 {
				o.Observe(limit, selfmetrics.With("window", "hour"))
			}
			if limit := c.config.Limits.USDPerDay; limit > 0 {
				o.Observe(limit, selfmetrics.With("window", "day"))
			}
			return nil
		}),
	} {
		if register != nil {
			return register
		}
	}
	return nil
}

func usd(nano int64) float64 { return float64(nano) / nanoPerUSD }
