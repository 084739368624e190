package analyzer

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"time"
)

// Settings are the bounds of an [Analyzer].
type Settings struct {
	Endpoint string
	Query    Query
	// Timeout bounds the time from a question to its answer, waiting included.
	Timeout      time.Duration
	BatchSize    int
	QueueSize    int
	Workers      int
	CacheEntries int
	// Observe is told how long each request took, and its error.
	Observe func(took time.Duration, err error)
}

// Analyzer asks the service, a few requests at a time.
type Analyzer struct {
	settings Settings
	client   *http.Client
	cache    *cache
	queue    chan *job
	workers  sync.WaitGroup
	stopping sync.Once
}

type job struct {
	ctx   context.Context //nolint:containedctx // the job is a call that waits in a queue
	texts []string
	hits  [][]Hit
	err   error
	done  chan struct{}
}

// New returns an Analyzer that does not run yet.
func New(settings Settings) *Analyzer {
	return &Analyzer{settings: settings, cache: newCache(settings.CacheEntries), queue: make(chan *job, settings.QueueSize)}
}

// Start begins to work.
func (a *Analyzer) Start(client *http.Client) {
	a.client = client
	for range a.settings.Workers {
		a.workers.Go(a.work)
	}
}

// Shutdown waits for what is under way. Nothing may be asked any more.
func (a *Analyzer) Shutdown() {
	a.stopping.Do(func() { close(a.queue) })
	a.workers.Wait()
	if a.client != nil {
		a.client.CloseIdleConnections()
	}
}

func (a *Analyzer) work() {
	for j := range a.queue {
		if j.err = j.ctx.Err(); j.err == nil {
			start := time.Now()
			j.hits, j.err = ask(j.ctx, a.client, a.settings.Endpoint, &a.settings.Query, j.texts)
			a.settings.Observe(time.Since(start), j.err)
		}
		close(j.done)
	}
}

// Analyze returns an answer for each text, in order. It takes at most Timeout.
func (a *Analyzer) Analyze(ctx context.Context, texts []string) []Answer {
	answers := make([]Answer, len(texts))
	keys := make([]textKey, len(texts))
	var missing []int
	for i, text := range texts {
		keys[i] = a.cache.key(text)
		hits, ok := a.cache.get(keys[i])
		answers[i] = Answer{Hits: hits, Outcome: Cached}
		if !ok {
			missing = append(missing, i)
		}
	}
	if len(missing) == 0 {
		return answers
	}
	ctx, cancel := context.WithTimeout(ctx, a.settings.Timeout)
	defer cancel()
	var jobs []*job
	var asked [][]int
	for len(missing) > 0 {
		n := min(len(missing), a.settings.BatchSize)
		j := &job{ctx: ctx, done: make(chan struct{})}
		for _, i := range missing[:n] {
			j.texts = append(j.texts, texts[i])
		}
		if !a.enqueue(j) {
			for _, i := range missing {
				answers[i].Outcome = QueueFull
			}
			break
		}
		jobs, asked = append(jobs, j), append(asked, missing[:n])
		missing = missing[n:]
	}
	for n, j := range jobs {
		a.await(ctx, j, asked[n], keys, answers)
	}
	return answers
}

func (a *Analyzer) enqueue(j *job) bool {
	select {
	case a.queue <- j:
		return true
	default:
		return false
	}
}

func (a *Analyzer) await(ctx context.Context, j *job, asked []int, keys []textKey, answers []Answer) {
	outcome := TimedOut
	select {
	case <-j.done:
		outcome = outcomeOf(j.err)
	case <-ctx.Done(): // a worker may still be on it; what it writes is not read
	}
	for k, i := range asked {
		answers[i].Outcome = outcome
		if outcome == Analyzed {
			answers[i].Hits = j.hits[k]
			a.cache.put(keys[i], j.hits[k])
		}
	}
}

func outcomeOf(err error) Outcome {
	switch {
	case err == nil:
		return Analyzed
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return TimedOut
	default:
		return Failed
	}
}
