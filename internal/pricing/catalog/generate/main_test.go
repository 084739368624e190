package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/otelcol-genai/otelcol-genai/internal/pricing"
)

func generate(t *testing.T, data string) ([]byte, error) {
	t.Helper()
	dir := t.TempDir()
	in, out := filepath.Join(dir, "data.json"), filepath.Join(dir, "out.json")
	require.NoError(t, os.WriteFile(in, []byte(data), 0o600))
	if err := run("1.2.3", "2026-01-02", in, out); err != nil {
		return nil, err
	}
	return os.ReadFile(out)
}

func TestTheCatalogueKeepsPricesAndDropsWhatNoPriceNeeds(t *testing.T) {
	text, err := generate(t, `[{"id":"acme","name":"Acme","extractors":[{}],"provider_match":{"contains":"acme"},"models":[
		{"id":"a","description":"long","match":{"and":[{"starts_with":"a"},{"regex":"^(?!.*-[tT][tT][sS](?:$|-))"}]},"prices":{"input_mtok":0.10}},
		{"id":"a:free","match":{"equals":"a:free"},"prices":{}},
		{"id":"b","match":{"equals":"b"},"context_window":5,"prices":{}}]}]`)
	require.NoError(t, err)
	assert.NotContains(t, string(text), "extractors")
	assert.NotContains(t, string(text), "long")
	var file struct {
		AsOf      string `json:"as_of"`
		Providers []struct {
			Models []struct {
				ID     string          `json:"id"`
				Match  json.RawMessage `json:"match"`
				Prices json.RawMessage `json:"prices"`
			} `json:"models"`
		} `json:"providers"`
	}
	require.NoError(t, json.Unmarshal(text, &file))
	assert.Equal(t, "2026-01-02", file.AsOf)
	models := file.Providers[0].Models
	require.Len(t, models, 3)
	assert.Equal(t, `{"input_mtok":0.10}`, string(models[0].Prices), "as it was written")
	assert.JSONEq(t, `{"and":[{"starts_with":"a"},{"not":{"regex":"-tts(?:$|-)"}}]}`, string(models[0].Match))
	assert.JSONEq(t, `{"input_mtok":0,"output_mtok":0}`, string(models[1].Prices), "free, and says so")
	assert.Equal(t, `{}`, string(models[2].Prices), "not known to be free")

	_, err = pricing.Load("out.json", text)
	assert.NoError(t, err)
}

func TestAPatternThatCannotBeTakenIsRefused(t *testing.T) {
	_, err := generate(t, `[{"id":"acme","models":[{"id":"a","match":{"regex":"^(?=a)b$"},"prices":{}}]}]`)
	require.ErrorContains(t, err, "invalid or unsupported Perl syntax")
	_, err = generate(t, `[{"id":"acme","models":[{"id":"a","match":{"regex":"^a-\\d"},"prices":{}}]}]`)
	require.ErrorContains(t, err, "has no end")
}
