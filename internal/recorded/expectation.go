package recorded

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"go.opentelemetry.io/collector/pdata/ptrace"
)

// Case is what one recorded span should mean, by upstream or by the answer of
// the model server, never by code of ours.
type Case struct {
	File   string `json:"file"`
	SpanID string `json:"span_id"` // hex; "" where the recording has none
	Span   string `json:"span"`    // its name

	Operation string `json:"operation"` // "" where it is not stated
	Provider  string `json:"provider"`  // in the conventions' spelling; "" where the span does not tell
	Model     string `json:"model"`     // asked for or answered; "" likewise
	Failed    bool   `json:"failed"`    // the call failed
	// Usage is nil where the span tells none.
	Usage *Usage `json:"usage"`
	Note  string `json:"note"`
}

// Usage is in the normal form: the totals include everything. A detail of zero
// is zero or not told.
type Usage struct {
	Input      int64 `json:"input"`
	Output     int64 `json:"output"`
	CacheRead  int64 `json:"cache_read"`
	CacheWrite int64 `json:"cache_write"`
	// The split of CacheWrite by lifetime is what the model server answered; most
	// spans do not tell it.
	CacheWrite5m int64 `json:"cache_write_5m"`
	CacheWrite1h int64 `json:"cache_write_1h"`
	Reasoning    int64 `json:"reasoning"`
}

// Cases reads what the spans of a folder should mean. Spans that are not listed
// are no calls of their own, or carry an operation of their own.
func (f *Fixture) Cases() ([]Case, error) {
	var cases []Case
	if err := f.unmarshal("cases.json", &cases); err != nil {
		return nil, err
	}
	var expected expected
	if err := f.unmarshal("expected.json", &expected); err != nil {
		return nil, err
	}
	for i := range expected.Spans {
		cases = append(cases, expected.Spans[i].toCase())
	}
	return cases, nil
}

func (f *Fixture) unmarshal(file string, into any) error {
	data, err := f.read(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := json.Unmarshal(data, into); err != nil {
		return fmt.Errorf("read %s/%s: %w", f.Name, file, err)
	}
	return nil
}

// expected is expected.json: what the model server answered to each call.
type expected struct {
	Spans []expectedSpan `json:"inference_spans"`
}

type expectedSpan struct {
	SpanID   string           `json:"spanId"`
	Name     string           `json:"name"`
	Provider string           `json:"provider"`
	Model    string           `json:"model"`
	Error    bool             `json:"error"`
	Call     string           `json:"call"`
	Wire     map[string]int64 `json:"wire"`
	// Lost counts are not on the span, and Wrong ones are there but not as they were.
	Lost  []string         `json:"lost"`
	Wrong map[string]int64 `json:"wrong_at_source"`
}

func (s *expectedSpan) toCase() Case {
	c := Case{File: "traces.json", SpanID: s.SpanID, Span: s.Name, Provider: s.Provider, Model: s.Model, Failed: s.Error, Note: s.Call}
	_, hasOutput := s.Wire["output_tokens"]
	isLost := slices.Contains(s.Lost, "input_tokens") && (slices.Contains(s.Lost, "output_tokens") || !hasOutput)
	if s.Wire == nil || isLost {
		return c
	}
	c.Usage = &Usage{
		Input:        s.count("input_tokens"),
		Output:       s.count("output_tokens"),
		CacheRead:    s.count("cache_read_tokens"),
		CacheWrite:   s.count("cache_write_tokens"),
		CacheWrite5m: s.count("cache_write_5m_tokens"),
		CacheWrite1h: s.count("cache_write_1h_tokens"),
		Reasoning:    s.count("reasoning_tokens"),
	}
	return c
}

// count is the best value that can be told from the span.
func (s *expectedSpan) count(name string) int64 {
	if slices.Contains(s.Lost, name) {
		return 0
	}
	if wrong, ok := s.Wrong[name]; ok {
		return wrong
	}
	return s.Wire[name]
}

// Find returns the span that a case is about.
func (c *Case) Find(traces ptrace.Traces) (ptrace.Span, bool) {
	for _, resourceSpans := range traces.ResourceSpans().All() {
		for _, scopeSpans := range resourceSpans.ScopeSpans().All() {
			for _, span := range scopeSpans.Spans().All() {
				if span.Name() == c.Span && (c.SpanID == "" || span.SpanID().String() == c.SpanID) {
					return span, true
				}
			}
		}
	}
	return ptrace.Span{}, false
}
