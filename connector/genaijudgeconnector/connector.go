package genaijudgeconnector

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/connector"
	"go.opentelemetry.io/collector/consumer"
	"go.uber.org/zap"

	"github.com/otelcol-genai/otelcol-genai/connector/genaijudgeconnector/internal/chat"
	"github.com/otelcol-genai/otelcol-genai/internal/shelf"
)

// judgeConnector takes copies of spans, and has workers judge them.
type judgeConnector struct {
	config    *Config
	settings  connector.Settings
	logger    *zap.Logger
	telemetry *telemetry
	next      consumer.Logs

	spans           []*evaluator // of target span
	assembled       []*evaluator // of the others
	onlyModels      bool         // all of which say nothing without the model
	needsAttributes bool
	caseAttributes  []string

	queue    *queue
	assembly *assembly
	cache    *cache
	gate     *gate
	treasury *treasury
	tariff   *tariff
	client   *chat.Client // nil where no evaluator asks a model
	shelf    *shelf.Shelf // nil where nothing is kept

	warned   atomic.Bool // of what is not redacted
	unstored atomic.Bool // it was told that nothing can be stored
	workers  sync.WaitGroup
	stopping chan struct{}
	cancel   context.CancelFunc
	stop     sync.Once
}

func newJudgeConnector(set connector.Settings, config *Config, next consumer.Logs) (*judgeConnector, error) {
	telemetry, err := newTelemetry(set.TelemetrySettings)
	if err != nil {
		return nil, err
	}
	c := &judgeConnector{
		config: config, settings: set, logger: set.Logger, telemetry: telemetry, next: next,
		queue: newQueue(config.Queue.Size, int64(config.Queue.Bytes)), assembly: newAssembly(config.Assembly), cache: newCache(config.Cache),
		gate: &gate{}, treasury: newTreasury(config.Limits), stopping: make(chan struct{}),
	}
	return c, c.compile()
}

// compile makes the evaluators.
func (c *judgeConnector) compile() error {
	for i := range c.config.Evaluators {
		e, err := newEvaluator(&c.config.Evaluators[i], c.config.Model.Name)
		if err != nil {
			return err
		}
		e.rate = c.config.Sample
		if e.config.Sample != nil {
			e.rate = *e.config.Sample
		}
		c.needsAttributes = c.needsAttributes || e.needsAttributes()
		if e.cases != nil {
			c.caseAttributes = append(c.caseAttributes, e.caseAttributes...)
		}
		if e.config.target() == targetSpan {
			c.spans = append(c.spans, e)
		} else {
			c.assembled = append(c.assembled, e)
		}
	}
	c.onlyModels = len(c.assembled) > 0 && !slices.ContainsFunc(c.assembled, func(e *evaluator) bool { return !e.onlyModel() })
	slices.Sort(c.caseAttributes)
	c.caseAttributes = slices.Compact(c.caseAttributes)
	return nil
}

// Capabilities: spans are read and copied.
func (*judgeConnector) Capabilities() consumer.Capabilities { return consumer.Capabilities{} }

// Start opens the way to the model, and begins to judge.
func (c *judgeConnector) Start(ctx context.Context, host component.Host) error {
	if c.config.AllowUnredacted {
		c.logger.Warn("allow_unredacted is set: what did not go through genai_redaction is judged, and sent to the model")
	}
	if c.asks() {
		if err := c.openShelf(ctx, host); err != nil {
			return err
		}
		if err := c.open(ctx, host); err != nil {
			return err
		}
	}
	if err := c.observe(); err != nil {
		return err
	}
	work, cancel := context.WithCancel(context.WithoutCancel(ctx))
	c.cancel = cancel
	for range c.config.Queue.Workers {
		c.workers.Go(func() { c.work(work) })
	}
	if len(c.assembled) > 0 {
		c.workers.Go(c.assemble)
	}
	return nil
}

// asks reports whether any evaluator asks the model.
func (c *judgeConnector) asks() bool {
	return slices.ContainsFunc(slices.Concat(c.spans, c.assembled), func(e *evaluator) bool { return e.criterion != nil })
}

func (c *judgeConnector) open(ctx context.Context, host component.Host) error {
	var err error
	if c.tariff, err = c.config.Model.tariff(); err != nil {
		return err
	}
	if c.tariff.book == nil {
		c.logger.Warn("the model has no price: its cost is not known, and limits in tokens alone hold it", zap.String("model", c.config.Model.Name))
	}
	c.client, err = chat.NewClient(ctx, &c.config.Model.Client, host.GetExtensions(), c.settings.TelemetrySettings, c.config.Model.model())
	return err
}

// Shutdown judges what is in the queue, for as long as it may.
func (c *judgeConnector) Shutdown(ctx context.Context) (err error) {
	c.stop.Do(func() {
		if c.cancel != nil {
			close(c.stopping)
			if len(c.assembled) == 0 {
				c.queue.close()
			}
			deadline := time.AfterFunc(c.config.ShutdownTimeout, c.cancel)
			c.workers.Wait()
			deadline.Stop()
			c.cancel()
		}
		if c.client != nil {
			c.client.Close()
		}
		err = c.closeShelf(ctx)
		c.telemetry.builder.Shutdown()
	})
	return err
}

// assembleEvery is how often traces are looked at that may be complete.
const assembleEvery = 200 * time.Millisecond

// assemble hands over traces that are complete; at the end all of them, as they are.
func (c *judgeConnector) assemble() {
	ticker := time.NewTicker(assembleEvery)
	defer ticker.Stop()
	for {
		select {
		case now := <-ticker.C:
			c.handOver(c.assembly.take(now))
		case <-c.stopping:
			c.handOver(c.assembly.take(forever))
			c.queue.close()
			return
		}
	}
}

// handOver queues what is judged of complete traces.
func (c *judgeConnector) handOver(complete []*pending) {
	ctx := context.Background()
	for _, p := range complete {
		for _, s := range c.subjectsOf(p) {
			if c.queue.put(s) {
				c.telemetry.record(ctx, &tally{targets: 1})
			} else {
				c.telemetry.dropped(ctx, dropQueueFull, 1)
			}
		}
	}
}

// subjectsOf are the turns of a trace, and the trace, as far as anybody judges them. The room
// of its records is that of the first, or given back.
func (c *judgeConnector) subjectsOf(p *pending) (subjects []*subject) {
	for _, t := range []target{targetTurn, targetTrace} {
		turns := []turn{wholeTrace(p.records)}
		if t == targetTurn {
			turns = turnsOf(p.records)
		}
		for i := range turns {
			s := &subject{record: turns[i].head, steps: turns[i].steps, target: t, class: p.class, partial: p.partial}
			if s.chosen = c.choose(c.assembled, s.record, t, p.class, p.position); s.chosen != nil {
				subjects = append(subjects, s)
			}
		}
	}
	if len(subjects) == 0 {
		c.queue.release(p.bytes)
		return nil
	}
	subjects[0].bytes = p.bytes
	return subjects
}

// choose are the evaluators that judge a record.
func (c *judgeConnector) choose(from []*evaluator, r *record, t target, why class, position float64) (chosen []*evaluator) {
	for _, e := range from {
		if e.config.target() != t || why == "" && position >= e.rate {
			continue
		}
		if e.early() {
			facts := r.facts
			if r.attributed {
				facts.Attributes, facts.Resource = r.attrs.AsRaw(), r.resource.Attributes().AsRaw()
			}
			if holds, err := e.filter.Holds(&facts); err == nil && !holds {
				continue
			}
		}
		chosen = append(chosen, e)
	}
	return chosen
}
