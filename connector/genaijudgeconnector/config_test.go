package genaijudgeconnector

import (
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"

	"github.com/otelcol-genai/otelcol-genai/internal/evaluation/judge"
	"github.com/otelcol-genai/otelcol-genai/internal/judgetest"
)

// A wrong configuration is refused with the key, the rule and the value.
func TestWrongConfigIsRefused(t *testing.T) {
	model := "model: {api: openai, name: gpt-4o-mini}\n"
	llm := "evaluators: [{name: a, kind: llm, criteria: x}]\n"
	cases := filepath.Join(t.TempDir(), "cases.jsonl")
	require.NoError(t, os.WriteFile(cases, []byte("{\"case\":\"a\"}\n{\"case\":\"b\",\"expected\":\"x\",\"match\":\"fuzzy\"}\n"), 0o600))
	for text, want := range map[string][]string{
		model: {"evaluators must be 1 to 64, got 0"},
		llm:   {"model.api", `got ""`, "model.name must be set"},
		llm + "model: {api: gemini, name: x, price: {}}":                                             {"model.api must be one of openai, anthropic, ollama, got \"gemini\""},
		model + "evaluators: [{name: a b, kind: llm, criteria: x}]":                                  {`evaluators[0].name`, `"a b"`},
		model + "evaluators: [{name: a, kind: llm, criteria: x}, {name: a, kind: llm, criteria: y}]": {"evaluators[1].name must be unique"},
		model + "evaluators: [{name: a, kind: judge}]":                                               {"kind must be one of llm, reference, expression, got \"judge\""},
		model + "evaluators: [{name: a, kind: llm}]":                                                 {"must have criteria or rubric"},
		model + "evaluators: [{name: a, kind: llm, criteria: x, rubric: concise}]":                   {"and not both"},
		model + "evaluators: [{name: a, kind: llm, rubric: nice}]":                                   {"evaluators[0].rubric must be one of answers_question", `"nice"`},
		model + "evaluators: [{name: a, kind: llm, rubric: concise, choices: {a: 1, b: 0}}]":         {"rubric has choices"},
		model + "evaluators: [{name: a, kind: llm, criteria: x, choices: {a: 2, b: 0}}]":             {"choices.a must be between 0 and 1, got 2"},
		model + "evaluators: [{name: a, kind: llm, criteria: x, choices: {a: 1}}]":                   {"choices must be 2 to 32, got 1"},
		model + "evaluators: [{name: a, kind: llm, criteria: x, scale: {min: 3, max: 3}}]":           {"scale.min must be below .max, got 3 and 3"},
		model + "evaluators: [{name: a, kind: llm, criteria: x, target: session}]":                   {"target must be one of span, turn, trace", "session"},
		model + "evaluators: [{name: a, kind: llm, criteria: x, target: turn, operations: [chat]}]":  {"operations has no effect"},
		model + "evaluators: [{name: a, kind: llm, criteria: x, condition: 'true'}]":                 {"condition has no effect for kind llm"},
		model + "evaluators: [{name: a, kind: llm, criteria: x, filter: 'agnt == \"x\"'}]":           {"evaluators[0].filter is not a condition in CEL", "agnt"},
		"evaluators: [{name: a, kind: expression}]":                                                  {"condition must be set"},
		"evaluators: [{name: a, kind: expression, condition: 'agent'}]":                              {"condition must be of type"},
		"evaluators: [{name: a, kind: reference}]":                                                   {"cases must be set"},
		"evaluators: [{name: a, kind: reference, cases: /nonexistent}]":                              {"cases", "/nonexistent"},
		"evaluators: [{name: a, kind: reference, cases: " + cases + "}]":                             {"line 1: must have expected", "line 2: match", "fuzzy"},
		model + llm + "sample: 1.5":                                                                  {"sample must be between 0 and 1, got 1.5"},
		model + llm + "always: [errors]":                                                             {"always[0] must be one of error, truncated, signal, feedback", "errors"},
		model + llm + "limits: {usd_per_hour: -1}":                                                   {"limits.usd_per_hour", "-1"},
		model + llm + "limits: {usd_per_hour: 1e-12}":                                                {"limits.usd_per_hour", "1e-12"},
		model + llm + "queue: {size: 0}":                                                             {"queue.size must be positive, got 0"},
		model + llm + "retry: {initial: 1m}":                                                         {"retry.initial must not be more than retry.max"},
		model + llm + "pause: 0s":                                                                    {"pause must be positive, got 0s"},
		llm + "model: {api: openai, name: gpt-4o-mini, max_tokens: 10}":                              {"model.max_tokens must be at least 64, got 10"},
		llm + "model: {api: openai, name: gpt-4o-mini, max_tokens_field: tokens}":                    {"model.max_tokens_field must be max_completion_tokens or max_tokens", "tokens"},
		llm + "model: {api: openai, name: gpt-4o-mini, temperature: 3}":                              {"model.temperature must be between 0 and 2, got 3"},
		llm + "model: {api: openai, name: gpt-4o-mini, timeout: 0s}":                                 {"model.timeout must be positive, got 0s"},
		llm + "model: {api: openai, name: gpt-4o-mini, compression: gzip}":                           {"model.compression must be none", "gzip"},
		llm + "model: {api: openai, name: gpt-4o-mini, endpoint: localhost}":                         {"model.endpoint must be the base URL"},
		llm + "model: {api: openai, name: no-such-model}":                                            {"model.name must be a model with a price", "no-such-model", `provider "openai"`},
		llm + "model: {api: openai, endpoint: 'http://localhost:1/v1', name: gpt-4o-mini}":           {"must be a model with a price", `provider ""`},
		llm + "model: {api: ollama, name: x, allow_unpriced: true}":                                  {"limits.tokens_per_hour or limits.tokens_per_day must be set"},
		llm + "model: {api: ollama, name: x, price: {input_mtok: -1}}":                               {"model.price.input_mtok", "-1"},
		llm + "model: {api: ollama, name: x, price_files: [/nonexistent]}":                           {"model.price_files[0]", "/nonexistent"},
		llm + "sample: -1\nqueue: {workers: 0}\nmodel: {api: x}":                                     {"sample", "queue.workers", "model.api", "model.name"},
	} {
		config, err := load(t, text)
		require.NoError(t, err, text)
		err = config.Validate()
		require.Error(t, err, text)
		for _, part := range want {
			require.ErrorContains(t, err, part, text)
		}
	}
}

func TestAKeyThatThereIsNotIsRefused(t *testing.T) {
	for text, key := range map[string]string{
		"smaple: 1": "smaple", "model: {nam: x}": "nam", "evaluators: [{nam: x}]": "nam", "limits: {usd_per_week: 1}": "usd_per_week", "queue: {len: 1}": "len",
	} {
		_, err := load(t, text)
		require.ErrorContains(t, err, key)
	}
}

// Neither the key nor a URL with credentials in it is told.
func TestErrorsTellNoSecret(t *testing.T) {
	config, err := load(t, "model: {api: openai, name: x, endpoint: 'ftp://user:hunter2@host', api_key: "+judgetest.Key+"}\nevaluators: [{name: a, kind: llm, criteria: x}]")
	require.NoError(t, err)
	err = config.Validate()
	require.Error(t, err)
	assert.NotContains(t, err.Error(), "hunter2")
	assert.NotContains(t, err.Error(), judgetest.Key)
}

func TestAModelIsAskedOnlyWhereAnEvaluatorAsks(t *testing.T) {
	config, err := load(t, "evaluators: [{name: a, kind: expression, condition: 'true'}]")
	require.NoError(t, err)
	require.NoError(t, config.Validate(), "no model is needed")
}

// Every block of the README is valid, and every key is in it.
func TestReadme(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	require.NoError(t, err)
	text := strings.NewReplacer("${env:OPENAI_API_KEY}", "k", "${env:ANTHROPIC_API_KEY}", "k").Replace(string(readme))
	blocks := regexp.MustCompile("(?s)```yaml\n(.*?)```").FindAllStringSubmatch(text, -1)
	require.Len(t, blocks, 3)
	for _, block := range blocks {
		var all struct {
			Connectors map[string]map[string]any `yaml:"connectors"`
		}
		require.NoError(t, yaml.Unmarshal([]byte(block[1]), &all))
		raw, err := yaml.Marshal(all.Connectors["genai_judge"])
		require.NoError(t, err)
		config, err := load(t, string(raw))
		require.NoError(t, err, block[1])
		require.NoError(t, config.Validate(), block[1])
	}
	for _, of := range []reflect.Type{reflect.TypeFor[Config](), reflect.TypeFor[EvaluatorConfig](), reflect.TypeFor[OwnModelConfig]()} {
		for field := range of.Fields() {
			if name, _, _ := strings.Cut(field.Tag.Get("mapstructure"), ","); name != "" {
				assert.Regexp(t, `[`+"`"+`.]`+name+"[`.]", text, name)
			}
		}
	}
	for name := range judge.Rubrics() {
		assert.Contains(t, text, "`"+name+"`")
	}
}
