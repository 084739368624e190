// Command generate turns the data.json of the npm package @pydantic/genai-prices
// into the embedded catalogue: one model a line, without what no price needs,
// and with the few clauses rewritten that our reader cannot or must not take.
//
//	go run ./catalog/generate -version 0.1.8 -as-of 2026-09-23 -in data.json -out catalog/genai-prices.json
package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"regexp"
	"strings"
)

type entry struct {
	ID     string          `json:"id"`
	Match  json.RawMessage `json:"match"`
	Window json.RawMessage `json:"context_window,omitempty"`
	Prices json.RawMessage `json:"prices"`
}

type provider struct {
	ID            string          `json:"id"`
	ProviderMatch json.RawMessage `json:"provider_match,omitempty"`
	ModelMatch    json.RawMessage `json:"model_match,omitempty"`
	Fallback      json.RawMessage `json:"fallback_model_providers,omitempty"`
	Models        []entry         `json:"models"`
}

// rewrites replace clauses of the source. RE2 has no lookahead, so that what a
// pattern must not contain becomes a not; and a pattern without an end takes
// models it does not mean.
var rewrites = map[string]string{
	`{"regex":"^(?!.*-[tT][tT][sS](?:$|-))"}`: `{"not":{"regex":"-tts(?:$|-)"}}`,
	`{"regex":"^(?![^/]+/)(?:labs-)?(?:(?:mi|code|dev|magi|mini)stral|mixtral|pixtral|voxtral|open-(?:mistral|mixtral))"}`: `{"and":[` +
		`{"regex":"^(?:labs-)?(?:(?:mi|code|dev|magi|mini)stral|mixtral|pixtral|voxtral|open-(?:mistral|mixtral))"},` +
		`{"not":{"contains":"/"}}]}`,
	`{"regex":"^gemini-3\\.5-flash-\\d"}`: `{"starts_with":"gemini-3.5-flash-0"}`,
}

func main() {
	version := flag.String("version", "", "version of the npm package")
	asOf := flag.String("as-of", "", "date of the version, YYYY-MM-DD")
	in := flag.String("in", "data.json", "the package's data.json")
	out := flag.String("out", "catalog/genai-prices.json", "the catalogue to write")
	flag.Parse()
	if err := run(*version, *asOf, *in, *out); err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}

func run(version, asOf, in, out string) error {
	data, err := os.ReadFile(in) //nolint:gosec // the file is the one that the caller names
	if err != nil {
		return err
	}
	var providers []provider
	if err := json.Unmarshal(data, &providers); err != nil {
		return err
	}
	var text bytes.Buffer
	fmt.Fprintf(&text, "{\n%q: %q,\n%q: %q,\n%q: [\n", "as_of", asOf,
		"source", fmt.Sprintf("@pydantic/genai-prices %s, data.json sha256 %x", version, sha256.Sum256(data)), "providers")
	var errs []error
	for i, p := range providers {
		if i > 0 {
			text.WriteString(",\n")
		}
		errs = append(errs, write(&text, p))
	}
	text.WriteString("\n]}\n")
	if err := errors.Join(errs...); err != nil {
		return err
	}
	return os.WriteFile(out, text.Bytes(), 0o600)
}

func write(text *bytes.Buffer, p provider) error {
	models := p.Models
	p.Models = []entry{}
	var errs []error
	for _, clause := range []*json.RawMessage{&p.ProviderMatch, &p.ModelMatch} {
		errs = append(errs, translate(clause))
	}
	head, err := json.Marshal(p)
	errs = append(errs, err)
	text.Write(bytes.TrimSuffix(head, []byte("]}")))
	for i, m := range models {
		errs = append(errs, checkEnds(m.ID, m.Match), translate(&m.Match))
		// The source drops zeros, so that a free variant has no price at all.
		if string(m.Prices) == "{}" && strings.HasSuffix(m.ID, ":free") {
			m.Prices = json.RawMessage(`{"input_mtok":0,"output_mtok":0}`)
		}
		line, err := marshal(m)
		errs = append(errs, err)
		if i > 0 {
			text.WriteByte(',')
		}
		text.WriteByte('\n')
		text.Write(line)
	}
	text.WriteString("]}")
	return errors.Join(errs...)
}

var regexClause = regexp.MustCompile(`\{"regex":("(?:[^"\\]|\\.)*")\}`)

// translate applies the rewrites and refuses a pattern that RE2 cannot compile.
func translate(clause *json.RawMessage) error {
	if len(*clause) == 0 {
		return nil
	}
	text := string(*clause)
	for from, to := range rewrites {
		text = strings.ReplaceAll(text, from, to)
	}
	*clause = json.RawMessage(text)
	var errs []error
	for _, m := range regexClause.FindAllStringSubmatch(text, -1) {
		var pattern string
		if err := json.Unmarshal([]byte(m[1]), &pattern); err != nil {
			return err
		}
		_, err := regexp.Compile(pattern)
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// checkEnds refuses a pattern that takes the start of a longer name, unless it
// is one that is rewritten: a model must not get the price of its neighbour.
func checkEnds(id string, clause json.RawMessage) error {
	for _, m := range regexClause.FindAllStringSubmatch(string(clause), -1) {
		if _, known := rewrites[m[0]]; !known && !strings.HasSuffix(m[1], `$"`) {
			return fmt.Errorf("%s: pattern %s has no end", id, m[1])
		}
	}
	return nil
}

func marshal(m entry) ([]byte, error) {
	var line bytes.Buffer
	encoder := json.NewEncoder(&line)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(m)
	return bytes.TrimSpace(line.Bytes()), err
}
