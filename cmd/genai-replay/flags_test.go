package main

import (
	"bytes"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/otelcol-genai/otelcol-genai/cmd/genai-replay/internal/otlpsend"
	"github.com/otelcol-genai/otelcol-genai/cmd/genai-replay/internal/render"
)

func TestDefaults(t *testing.T) {
	o, err := parseReplay(nil, io.Discard)
	require.NoError(t, err)
	assert.Equal(t, otlpsend.GRPC, o.protocol)
	assert.Equal(t, "localhost:4317", o.endpoint.String())
	assert.Equal(t, 40, o.sessions)
	assert.Zero(t, o.speed, "as fast as possible")
	assert.True(t, o.start.IsZero())
	assert.Equal(t, render.Renderer{SessionIDs: render.OnAll, Content: true}, o.renderer)
	assert.Equal(t, uint64(1), o.seed)
	assert.Equal(t, "http://localhost:9464/metrics", o.reportFrom.metrics)
}

func TestFlags(t *testing.T) {
	o, err := parseReplay(strings.Fields("--protocol http --speed 60 --start 2026-05-04T09:30:00+02:00 --session-id root "+
		"--content=false --duplicates 0.25 --shuffle --seed 9 --batch 7 --rate 12.5 --timeout 1m --wait 0s"), io.Discard)
	require.NoError(t, err)
	assert.Equal(t, "localhost:4318", o.endpoint.String())
	assert.InDelta(t, 60, o.speed, 0)
	assert.Equal(t, time.Date(2026, 5, 4, 7, 30, 0, 0, time.UTC), o.start.UTC())
	assert.Equal(t, render.Renderer{SessionIDs: render.OnRoots}, o.renderer)
	assert.InDelta(t, 0.25, o.duplicates, 0)
	assert.True(t, o.shuffle)
	assert.Equal(t, uint64(9), o.seed)
	assert.Equal(t, 7, o.batch)
	assert.InDelta(t, 12.5, o.rate, 0)
	assert.Equal(t, time.Minute, o.timeout)

	o, err = parseReplay(strings.Fields("--file a.json b.json --file c.json --now"), io.Discard)
	require.NoError(t, err)
	assert.Equal(t, []string{"a.json", "c.json", "b.json"}, o.files)
}

func TestWrongCommandLines(t *testing.T) {
	for args, want := range map[string]string{
		"--sessions 0 --batch -1":         "--sessions must be at least 1, got 0\n--batch must be at least 1, got -1",
		"--concurrent 0":                  "--concurrent must be at least 1, got 0",
		"--duplicates 1.5":                "--duplicates must be between 0 and 1, got 1.5",
		"--duplicates NaN":                "--duplicates must be between 0 and 1, got NaN",
		"--rate -1":                       "--rate must be 0 or more, got -1",
		"--timeout 0s --wait -1s":         "--wait must be 0 or more, got -1s\n--timeout must be positive, got 0s",
		"--speed fast":                    `--speed must be max or a number of 0 or more, got "fast"`,
		"--start yesterday":               `--start must be a time like 2026-05-04T09:30:00Z, got "yesterday"`,
		"--start 9999-01-01T00:00:00Z":    `--start must be between 1970 and 2200, got "9999-01-01T00:00:00Z"`,
		"--session-id some":               `--session-id must be all or root, got "some"`,
		"--protocol udp":                  `--protocol must be grpc or http, got "udp"`,
		"--endpoint ftp://x":              `--endpoint must be host:port or an http or https URL, got "ftp://x"`,
		"--metrics localhost:9464":        `--metrics must be an http or https URL, got "localhost:9464"`,
		"--dearest 0 --report-wait -1s":   "--dearest must be at least 1, got 0\n--report-wait must be 0 or more, got -1s",
		"traces.json":                     `unknown argument "traces.json"; files are given with --file`,
		"--now":                           "--now goes with --file; recorded sessions end now unless --start says otherwise",
		"--file a --sessions 3 --shuffle": "--sessions does not go with --file\n--shuffle does not go with --file",
		"--sesions 3":                     "unknown flag: --sesions",
		"report --wait-for-calls -1":      "--wait-for-calls must be 0 or more, got -1",
		"report --metrics x":              `--metrics must be an http or https URL, got "x"`,
		"--budget 0":                      "--budget must be between 0.000000001 and 1000000000 USD, got 0",
		"--budget 5 --rule never":         `--rule must be next-call or spent, got "never"`,
		"--budget 5 --lag -1s":            "--lag must be 0 or more, got -1s",
		"--file a --outcomes":             "--outcomes does not go with --file",
		"--file a --budget 5":             "--budget does not go with --file",
		"budget --budget -1,NaN":          "--budget must be between 0.000000001 and 1000000000 USD, got -1\n--budget must be between 0.000000001 and 1000000000 USD, got NaN",
		"budget --cache-life -1s":         "--cache-life must be 0 or more, got -1s",
		"budget --sessions -1 more":       "--sessions must be 0 or more, got -1\nunknown argument \"more\"",
		"report more":                     `unknown argument "more"`,
		"report --no-such-flag":           "unknown flag: --no-such-flag",
	} {
		t.Run(args, func(t *testing.T) {
			var out, errs bytes.Buffer
			code := run(t.Context(), strings.Fields(args), console{out: &out, err: &errs, width: 100})
			assert.Equal(t, exitUsage, code)
			assert.Equal(t, "genai-replay: "+want+"\nRun 'genai-replay --help' for usage.\n", errs.String())
			assert.Empty(t, out.String())
		})
	}
}

func TestHelp(t *testing.T) {
	for _, args := range []string{"--help", "-h", "report --help", "budget --help"} {
		var out, errs bytes.Buffer
		assert.Equal(t, exitOK, run(t.Context(), strings.Fields(args), console{out: &out, err: &errs}))
		assert.Contains(t, out.String(), "Examples:")
		assert.Contains(t, out.String(), "Exit status:")
		assert.Empty(t, errs.String())
	}
}
