package pricing_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/otelcol-genai/otelcol-genai/internal/pricing"
)

// model is a price file with one model that has these fields besides its id.
func model(fields string) string {
	return `[{"id": "acme", "models": [{"id": "m", ` + fields + `}]}]`
}

func prices(p string) string { return model(`"prices": ` + p) }

func clause(c string) string { return model(`"prices": {}, "match": ` + c) }

func TestLoadSaysWhatIsWrongAndWhere(t *testing.T) {
	const m = `prices.json: providers[0].models[0] ("m"): `
	tests := map[string]struct{ file, want string }{
		"a negative price":                 {prices(`{"input_mtok": -3}`), m + "prices.input_mtok must not be negative, got -3"},
		"a price that is no number":        {prices(`{"input_mtok": "NaN"}`), m + "prices.input_mtok must be a decimal number, got NaN"},
		"a price that has no end":          {prices(`{"input_mtok": "Infinity"}`), m + "prices.input_mtok must be a decimal number, got Infinity"},
		"a price that is a fraction":       {prices(`{"input_mtok": "1/3"}`), m + "prices.input_mtok must be a decimal number, got 1/3"},
		"a price that is a boolean":        {prices(`{"input_mtok": true}`), m + "prices.input_mtok must be a decimal number, got true"},
		"a price that is nothing":          {prices(`{"input_mtok": null}`), m + "prices.input_mtok must be a decimal number"},
		"a huge exponent":                  {prices(`{"input_mtok": 1e999999999}`), m + "prices.input_mtok must be a decimal number, got 1e999999999"},
		"more digits than there are":       {prices(`{"input_mtok": 1.0000000000000000000000001}`), m + "prices.input_mtok has too many digits, got 1.0000000000000000000000001"},
		"a price that is too high":         {prices(`{"input_mtok": 1e30}`), m + "prices.input_mtok has too many digits, got 1e30"},
		"a price twice":                    {prices(`{"input_mtok": 1, "input_mtok": 2}`), m + "prices.input_mtok must not be there twice, got 2"},
		"prices that are text":             {prices(`"free"`), m + "prices must be an object or an array, got free"},
		"no prices":                        {model(`"match": {"equals": "m"}`), m + "must have prices, {} if there are none"},
		"tiers that go down":               {prices(`{"input_mtok": {"base": 1, "tiers": [{"start": 200, "price": 2}, {"start": 100, "price": 3}]}}`), m + "prices.input_mtok.tiers[1].start must be larger than the start of the tier before it, 200, got 100"},
		"two tiers with one start":         {prices(`{"input_mtok": {"base": 1, "tiers": [{"start": 200, "price": 2}, {"start": 200, "price": 3}]}}`), m + "prices.input_mtok.tiers[1].start must be larger than the start of the tier before it, 200, got 200"},
		"a tier that starts below zero":    {prices(`{"input_mtok": {"base": 1, "tiers": [{"start": -1, "price": 2}]}}`), m + "prices.input_mtok.tiers[0].start must not be negative, got -1"},
		"a tier that starts in the middle": {prices(`{"input_mtok": {"base": 1, "tiers": [{"start": 0.5, "price": 2}]}}`), m + "prices.input_mtok.tiers[0].start must be a whole number, got 0.5"},
		"a tier without a price":           {prices(`{"input_mtok": {"base": 1, "tiers": [{"start": 5}]}}`), m + "prices.input_mtok.tiers[0] must have a start and a price"},
		"tiers without a base":             {prices(`{"input_mtok": {"tiers": []}}`), m + "prices.input_mtok must have a base"},
		"a negative price of a tier":       {prices(`{"input_mtok": {"base": 1, "tiers": [{"start": 5, "price": -2}]}}`), m + "prices.input_mtok.tiers[0].price must not be negative, got -2"},
		"a detail without its total":       {prices(`{"output_reasoning_mtok": 1}`), m + "prices must have output_mtok as well, of which output_reasoning_mtok is a part"},
		"two details that share tokens":    {prices(`{"input_mtok": 1, "cache_read_mtok": 1, "input_audio_mtok": 1}`), m + "prices must have cache_audio_read_mtok as well, which is both input_audio_mtok and cache_read_mtok"},
		"an unknown constraint":            {prices(`[{"constraint": {"type": "moon"}, "prices": {}}]`), m + "prices[0].constraint.type must be start_date or time_of_date, got moon"},
		"a constraint without a type":      {prices(`[{"constraint": {"start_date": "2026-01-01"}, "prices": {}}]`), m + "prices[0].constraint.type must be set"},
		"a date and hours at once":         {prices(`[{"constraint": {"type": "start_date", "start_date": "2026-01-01", "start_time": "01:00:00Z"}, "prices": {}}]`), m + "prices[0].constraint.start_time is unknown, expected one of type, start_date"},
		"a date that is none":              {prices(`[{"constraint": {"type": "start_date", "start_date": "2026-02-30"}, "prices": {}}]`), m + "prices[0].constraint.start_date must be a date such as 2026-08-17, got 2026-02-30"},
		"dates that go back":               {prices(`[{"constraint": {"type": "start_date", "start_date": "2026-02-01"}, "prices": {}}, {"constraint": {"type": "start_date", "start_date": "2026-01-01"}, "prices": {}}]`), m + "prices[1].constraint must have a start_date after the ones above it"},
		"an hour that is none":             {prices(`[{"constraint": {"type": "time_of_date", "start_time": "25:00:00Z", "end_time": "01:00:00Z"}, "prices": {}}]`), m + "prices[0].constraint.start_time must be a time of day in UTC such as 16:30:00Z, got 25:00:00Z"},
		"an hour of another zone":          {prices(`[{"constraint": {"type": "time_of_date", "start_time": "01:00:00Z", "end_time": "01:00:00+08:00"}, "prices": {}}]`), m + "prices[0].constraint.end_time must be a time of day in UTC such as 16:30:00Z, got 01:00:00+08:00"},
		"a day that is none":               {prices(`[{"constraint": {"type": "time_of_date", "start_time": "01:00:00Z", "end_time": "02:00:00Z", "weekdays": ["monday"]}, "prices": {}}]`), m + "prices[0].constraint.weekdays[0] must be one of mon, tue, wed, thu, fri, sat, sun, got monday"},
		"a condition without prices":       {prices(`[{}]`), m + "prices[0] must have prices"},
		"a bad regular expression":         {clause(`{"regex": "gpt-(4"}`), m + "match.regex must be a regular expression of RE2 (error parsing regexp: missing closing ): `(?i)gpt-(4`), got gpt-(4"},
		"a lookahead":                      {clause(`{"or": [{"equals": "a"}, {"regex": "^(?!x)"}]}`), m + "match.or[1].regex must be a regular expression of RE2 (error parsing regexp: invalid or unsupported Perl syntax: `(?!`), got ^(?!x)"},
		"an unknown clause":                {clause(`{"begins_with": "gpt"}`), m + "match has the unknown clause begins_with, expected one of and, contains, ends_with, equals, not, or, regex, starts_with"},
		"two clauses at once":              {clause(`{"equals": "a", "contains": "b"}`), m + "match must have exactly one of and, contains, ends_with, equals, not, or, regex, starts_with"},
		"an empty clause":                  {clause(`{"contains": ""}`), m + "match.contains must not be empty, got "},
		"an empty or":                      {clause(`{"or": []}`), m + "match.or must not be empty"},
		"a clause that is a number":        {clause(`{"equals": 5}`), m + "match.equals must be a string, got 5"},
		"a misspelt key of a model":        {model(`"prices": {}, "contextwindow": 5`), m + "contextwindow is unknown, expected one of id, match, context_window, prices, name, description, price_comments, prices_checked, deprecated"},
		"a misspelt key of a provider":     {`[{"id": "acme", "model": []}]`, "prices.json: providers[0].model is unknown, expected one of id, provider_match, model_match, fallback_model_providers, aliases, models, name, description, pricing_urls, api_pattern, price_comments, extractors"},
		"a misspelt key of the file":       {`{"asof": "2026-01-01", "providers": []}`, "prices.json: asof is unknown, expected one of as_of, source, providers"},
		"a file without providers":         {`{}`, "prices.json: must have providers"},
		"a file that is a number":          {`5`, "prices.json: must be an object, got 5"},
		"a date of the file that is none":  {`{"as_of": "yesterday", "providers": []}`, "prices.json: as_of must be a date such as 2026-09-23, got yesterday"},
		"an empty id of a model":           {`[{"id": "acme", "models": [{"id": "", "prices": {}}]}]`, "prices.json: providers[0].models[0].id must not be empty, got "},
		"an empty id of a provider":        {`[{"id": " "}]`, "prices.json: providers[0].id must not be empty, got  "},
		"no id":                            {`[{"models": []}]`, "prices.json: providers[0].id must be set"},
		"a model twice":                    {`[{"id": "acme", "models": [{"id": "m", "prices": {}}, {"id": "M", "prices": {}}]}]`, `prices.json: providers[0].models[1] ("M"): id must be unique in its provider, models[0] has it too, got M`},
		"a provider twice":                 {`[{"id": "acme"}, {"id": "Acme"}]`, "prices.json: providers[1].id must be unique among providers, got Acme"},
		"a negative context window":        {model(`"prices": {}, "context_window": -1`), m + "context_window must not be negative, got -1"},
		"text that is cut off":             {"[{\n\"id\": \"acme\",", "prices.json: line 2: unexpected EOF"},
		"two documents":                    {"[]\n[]", "prices.json: line 2: must be one JSON document"},
		"no text":                          {"", "prices.json: line 1: unexpected EOF"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := pricing.Load("prices.json", []byte(test.file))
			assert.EqualError(t, err, test.want)
		})
	}
}

func TestLoadSaysWhichPricesThereAre(t *testing.T) {
	_, err := pricing.Load("prices.json", []byte(prices(`{"input_mtoks": 1}`)))
	require.ErrorContains(t, err, `prices.json: providers[0].models[0] ("m"): prices.input_mtoks is no price, expected one of audio_hours, `)
	assert.ErrorContains(t, err, ", input_mtok, ")
}

func TestLoadTellsAllMistakesAtOnce(t *testing.T) {
	_, err := pricing.Load("prices.json", []byte(`[
		{"id": "acme", "models": [
			{"id": "a", "prices": {"input_mtok": -1, "output_mtok": "x"}},
			{"id": "b", "match": {"regex": "("}, "prices": {}}
		]},
		{"id": "", "modles": []}
	]`))
	require.Error(t, err)
	assert.Len(t, strings.Split(err.Error(), "\n"), 5)
	for _, place := range []string{`("a"): prices.input_mtok`, `("a"): prices.output_mtok`, `("b"): match.regex`, "providers[1].id", "providers[1].modles"} {
		assert.ErrorContains(t, err, place)
	}
}

func TestLoadIsBounded(t *testing.T) {
	_, err := pricing.Load("prices.json", make([]byte, pricing.MaxFileBytes+1))
	require.EqualError(t, err, fmt.Sprintf("prices.json: must not be larger than %d bytes, got %d", pricing.MaxFileBytes, pricing.MaxFileBytes+1))

	_, err = pricing.Load("prices.json", []byte(strings.Repeat("[", 1000)))
	require.EqualError(t, err, "prices.json: line 1: is nested deeper than 32 levels")

	_, err = pricing.Load("prices.json", []byte("["+strings.Repeat("5,", 100_000)+"5]"))
	require.Error(t, err)
	assert.Len(t, strings.Split(err.Error(), "\n"), 101, "the first hundred and how many more")
	require.ErrorContains(t, err, "prices.json: and 99901 more")

	_, err = pricing.Load("prices.json", []byte(prices(`{"input_mtok": "`+strings.Repeat("9", 10_000)+`"}`)))
	require.Error(t, err)
	assert.Less(t, len(err.Error()), 300)
}

func TestLoadReadsWhatThePackagePublishes(t *testing.T) {
	book := load(t, `[{
		"id": "acme", "name": "Acme", "description": "d", "pricing_urls": ["https://acme.example"], "api_pattern": "https://acme\\.example",
		"price_comments": "c", "extractors": [{"root": "usage"}], "provider_match": {"contains": "acme"}, "model_match": {"starts_with": "acme-"},
		"models": [{
			"id": "acme-1", "name": "Acme 1", "description": "d", "match": {"starts_with": "Acme-1"}, "context_window": 1000,
			"price_comments": "c", "prices_checked": "2026-01-01", "deprecated": true, "prices": {"input_mtok": 1}
		}]
	}]`)
	for _, provider := range []string{"acme", "acme-cloud", ""} {
		match, err := book.Find(provider, "acme-1-20260101")
		require.NoError(t, err, provider)
		assert.Equal(t, pricing.Match{Provider: "acme", Model: "acme-1", ListedBy: "acme", ContextWindow: 1000}, match)
	}
}

func TestClausesOfModels(t *testing.T) {
	book := load(t, `[{"id": "acme", "models": [
		{"id": "start", "match": {"starts_with": "s-"}, "prices": {}},
		{"id": "end", "match": {"ends_with": "-e"}, "prices": {}},
		{"id": "pattern", "match": {"regex": "^p-.*x$"}, "prices": {}},
		{"id": "both", "match": {"and": [{"starts_with": "b"}, {"not": {"contains": "2026"}}]}, "prices": {}},
		{"id": "never", "match": {"not": {"equals": "n"}}, "prices": {}}
	]}]`)
	for name, want := range map[string]string{
		"start": "start", "s-20260101": "start", "s-large": "",
		"-e": "end", "x-e": "",
		"p-anything-x": "pattern", "p-anything": "",
		"b": "both", "b-20270101": "both", "b-20260101": "",
		"never": "never", "else": "",
	} {
		match, err := book.Find("acme", name)
		if want == "" {
			require.ErrorIs(t, err, pricing.ErrUnknownModel, name)
			continue
		}
		if assert.NoError(t, err, name) {
			assert.Equal(t, want, match.Model, name)
		}
	}
}
