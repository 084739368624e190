// Command stock measures genai_redaction against the stock redaction processor
// with thirty blocked_values, on the same spans, in one process and one core, in
// turns, by the process's own CPU time, and prints the medians of the ratios.
package main

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"time"

	re2 "github.com/wasilibs/go-re2"

	"github.com/otelcol-genai/otelcol-genai/internal/redact/corpus"
)

const (
	seed      = 20261123
	documents = 120
	turns     = 40
	rounds    = 25
	// stockShare is on how many of the spans the stock processor is run, being slow:
	// every document kind is among twenty documents in a row.
	stockShare = 20
	leastTime  = 20 * time.Millisecond
	// heapBytes is what a collector holds anyway. In an empty process garbage would
	// be collected after every other batch.
	heapBytes = 64 << 20
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run() error {
	runtime.GOMAXPROCS(1) // one core: what the runtime does beside counts as well
	heap := make([]byte, heapBytes)
	defer runtime.KeepAlive(heap)
	ctx := context.Background()
	theirs, err := stockProcessor(ctx)
	if err != nil {
		return err
	}
	distinct, err := againstDistinct(ctx, theirs)
	if err != nil {
		return err
	}
	resent, err := againstResent(ctx, theirs)
	if err != nil {
		return err
	}
	show(os.Stdout, distinct, resent)
	return nil
}

// figures are what was measured on one kind of text.
type figures struct {
	text   string
	ours   []float64            // MB/s
	ratios map[string][]float64 // how often each of the others' time per byte is ours
}

func (f *figures) add(name string, ours, other float64) {
	f.ours = append(f.ours, 1/ours/1e6)
	f.ratios[name] = append(f.ratios[name], other/ours)
}

// againstDistinct runs on texts of which no two are equal, without a cache.
func againstDistinct(ctx context.Context, theirs consumer) (*figures, error) {
	mine, err := ourProcessor(ctx, 0)
	if err != nil {
		return nil, err
	}
	texts := corpus.Documents(seed, documents)
	batch := newBatch(texts)
	f := &figures{text: "distinct texts", ratios: map[string][]float64{}}
	others := plain(texts)
	for round := range rounds {
		from := round * stockShare % documents
		few := newBatch(texts[from : from+stockShare])
		ours, err := batch.cost(ctx, mine)
		if err != nil {
			return nil, err
		}
		stock, err := few.cost(ctx, theirs)
		if err != nil {
			return nil, err
		}
		f.add("stock", ours, stock)
		for _, o := range others {
			if ours, err = batch.cost(ctx, mine); err != nil {
				return nil, err
			}
			f.add(o.name, ours, perByte(size(texts), o.run))
		}
	}
	return f, nil
}

// againstResent runs on conversations that come whole with every call, each new
// to the processor, whose cache is as it is configured if nothing is.
func againstResent(ctx context.Context, theirs consumer) (*figures, error) {
	f := &figures{text: "conversations resent", ratios: map[string][]float64{}}
	for round := range rounds {
		mine, err := ourProcessor(ctx, defaultCache)
		if err != nil {
			return nil, err
		}
		calls := corpus.Conversation(seed+uint64(round), turns)
		ours, err := newBatch(calls).once(ctx, mine)
		if err != nil {
			return nil, err
		}
		stock, err := newBatch(calls[turns/2:turns/2+1]).once(ctx, theirs)
		if err != nil {
			return nil, err
		}
		f.add("stock", ours, stock)
	}
	return f, nil
}

type other struct {
	name string
	run  func()
}

// plain are what else can be done to texts: find thirty patterns in one
// expression, copy, and look at every byte.
func plain(texts []string) []other {
	one := re2.MustCompile("(?:" + strings.Join(corpus.StockRules, ")|(?:") + ")")
	into := make([]byte, 1<<20)
	var class [256]uint8
	for c := '0'; c <= '9'; c++ {
		class[c] = 1
	}
	sum := 0
	each := func(do func(text string)) func() {
		return func() {
			for _, text := range texts {
				do(text)
			}
		}
	}
	return []other{
		{"go-re2", each(func(text string) { one.FindAllStringIndex(text, -1) })},
		{"memcpy", each(func(text string) { copy(into, text) })},
		{"byte class", each(func(text string) {
			for i := range len(text) {
				sum += int(class[text[i]])
			}
		})},
	}
}

func size(texts []string) (n int) {
	for _, text := range texts {
		n += len(text)
	}
	return n
}

// perByte is the seconds of CPU time a byte takes.
func perByte(bytes int, run func()) float64 {
	start, n := processTime(), 0
	for n == 0 || processTime()-start < leastTime {
		run()
		n += bytes
	}
	return (processTime() - start).Seconds() / float64(n)
}

func processTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func median[T cmp.Ordered](list []T) T {
	sorted := slices.Sorted(slices.Values(list))
	return sorted[len(sorted)/2]
}
