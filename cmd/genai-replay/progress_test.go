package main

import (
	"bytes"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/otelcol-genai/otelcol-genai/cmd/genai-replay/internal/play"
)

func TestProgressWithoutATerminal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var errs bytes.Buffer
		p := newProgress(console{err: &errs}, play.Outline{Sessions: 4, Spans: 400, Calls: 200})
		p.show(play.Sent{Spans: 100})
		time.Sleep(lineEvery)
		p.show(play.Sent{Spans: 200, Calls: 100, Sessions: 1})
		p.show(play.Sent{Spans: 300})
		p.end()
		assert.Equal(t, "replayed 50 %: 200 of 400 spans, 100 calls, 1 of 4 sessions ended\n", errs.String())
	})
}

func TestProgressOnATerminal(t *testing.T) {
	var errs bytes.Buffer
	p := newProgress(console{err: &errs, live: true}, play.Outline{Sessions: 4, Spans: 400, Calls: 200})
	p.show(play.Sent{Spans: 200})
	p.end()
	assert.Contains(t, errs.String(), "50%")
	assert.NotContains(t, errs.String(), "\n", "a bar writes over itself")
}
