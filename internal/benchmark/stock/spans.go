package main

import (
	"context"
	"strconv"

	"github.com/open-telemetry/opentelemetry-collector-contrib/processor/redactionprocessor"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/processor"
	"go.opentelemetry.io/collector/processor/processortest"

	"github.com/otelcol-genai/otelcol-genai/internal/redact/corpus"
	"github.com/otelcol-genai/otelcol-genai/processor/genairedactionprocessor"
)

type consumer = processor.Traces

// defaultCache stands for the configuration's own number of entries.
const defaultCache = -1

func stockProcessor(ctx context.Context) (consumer, error) {
	factory := redactionprocessor.NewFactory()
	config := factory.CreateDefaultConfig().(*redactionprocessor.Config) //nolint:forcetypeassert // its own
	config.AllowAllKeys = true
	config.BlockedValues = corpus.StockRules
	return start(ctx, factory, config)
}

func ourProcessor(ctx context.Context, cacheEntries int) (consumer, error) {
	factory := genairedactionprocessor.NewFactory()
	config := factory.CreateDefaultConfig().(*genairedactionprocessor.Config) //nolint:forcetypeassert // its own
	if cacheEntries != defaultCache {
		config.Scan.CacheEntries = cacheEntries
	}
	return start(ctx, factory, config)
}

func start(ctx context.Context, factory processor.Factory, config component.Config) (consumer, error) {
	p, err := factory.CreateTraces(ctx, processortest.NewNopSettings(factory.Type()), config, consumertest.NewNop())
	if err != nil {
		return nil, err
	}
	return p, p.Start(ctx, componenttest.NewNopHost())
}

// batch is spans with a text each, as they come over the network: processors
// change what they get, so every run needs its own.
type batch struct {
	data  []byte
	bytes int // of the texts
}

func newBatch(texts []string) *batch {
	traces := ptrace.NewTraces()
	resource := traces.ResourceSpans().AppendEmpty()
	resource.Resource().Attributes().PutStr("service.name", "assistant")
	spans := resource.ScopeSpans().AppendEmpty().Spans()
	for i, text := range texts {
		span := spans.AppendEmpty()
		span.SetName("chat model-" + strconv.Itoa(i%3))
		span.Attributes().PutStr("gen_ai.operation.name", "chat")
		span.Attributes().PutInt("gen_ai.usage.input_tokens", int64(len(text)/4))
		span.Attributes().PutStr("gen_ai.input.messages", text)
	}
	data, err := (&ptrace.ProtoMarshaler{}).MarshalTraces(traces)
	if err != nil {
		panic(err) // nothing of it comes from outside
	}
	return &batch{data: data, bytes: size(texts)}
}

// cost is the seconds of CPU time that a byte of the texts takes in a processor;
// unmarshalling does not count.
func (b *batch) cost(ctx context.Context, p consumer) (float64, error) {
	used, n := 0.0, 0
	for n == 0 || used < leastTime.Seconds() {
		one, err := b.once(ctx, p)
		if err != nil {
			return 0, err
		}
		used += one * float64(b.bytes)
		n += b.bytes
	}
	return used / float64(n), nil
}

func (b *batch) once(ctx context.Context, p consumer) (float64, error) {
	traces, err := (&ptrace.ProtoUnmarshaler{}).UnmarshalTraces(b.data)
	if err != nil {
		return 0, err
	}
	start := processTime()
	err = p.ConsumeTraces(ctx, traces)
	return (processTime() - start).Seconds() / float64(b.bytes), err
}
