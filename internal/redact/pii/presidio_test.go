package pii_test

import (
	"bufio"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/otelcol-genai/otelcol-genai/internal/redact"
	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
	"github.com/otelcol-genai/otelcol-genai/internal/redact/pii"
)

// lines decodes a file of JSON lines that is kept with the engine's test data.
func lines[T any](t *testing.T, name string) (all []T) {
	t.Helper()
	file, err := os.Open("../testdata/" + name)
	if os.IsNotExist(err) {
		t.Skip(name + " is not in this checkout")
	}
	require.NoError(t, err)
	defer file.Close()
	scanner := bufio.NewScanner(file)
	scanner.Buffer(nil, 4<<20)
	for scanner.Scan() {
		var v T
		require.NoError(t, json.Unmarshal(scanner.Bytes(), &v))
		all = append(all, v)
	}
	require.NoError(t, scanner.Err())
	return all
}

type recognizerCase struct {
	Text     string          `json:"text"`
	Entity   json.RawMessage `json:"entity"`
	Count    int             `json:"expected_count"`
	MaxScore float64         `json:"max_score"`
	Spans    []struct {
		Type       string
		Start, End int
		Value      string
	} `json:"expected_spans"`
}

func canonical(name string) detect.Entity {
	if e, ok := pii.Aliases()[name]; ok {
		return e
	}
	return detect.Entity(name)
}

// alone is an engine with the detectors of one entity, and the key it is called
// with: a word that names the entity, as each of Presidio's recognisers is asked
// about nothing but its own.
func alone(t *testing.T, entity detect.Entity) (*redact.Redactor, string) {
	t.Helper()
	var codes []detect.Code
	var patterns []detect.Pattern
	key := ""
	for _, c := range pii.Codes() {
		if c.Entity == entity {
			codes = append(codes, c)
			if len(c.Context) > 0 {
				key = c.Context[0]
			}
		}
	}
	for _, p := range pii.Patterns() {
		if p.Entity == entity {
			patterns = append(patterns, p)
			if key == "" && len(p.Context) > 0 {
				key = p.Context[0]
			}
		}
	}
	if codes == nil && patterns == nil {
		return nil, ""
	}
	return engineWith(t, codes, patterns), key
}

func TestPresidioRecognizers(t *testing.T) {
	engines := map[detect.Entity]*redact.Redactor{}
	keys := map[detect.Entity]string{}
	agreed, asked := 0, 0
	for _, c := range lines[recognizerCase](t, "presidio-recognizers.jsonl") {
		if c.Count > 0 && c.MaxScore < 0.4 {
			continue
		}
		var name string
		if json.Unmarshal(c.Entity, &name) != nil {
			name = "PHONE_NUMBERS"
		}
		entity := canonical(strings.Replace(name, "PHONE_NUMBERS", "PHONE_NUMBER", 1))
		if _, ok := engines[entity]; !ok {
			engines[entity], keys[entity] = alone(t, entity)
		}
		engine := engines[entity]
		if engine == nil {
			continue
		}
		asked++
		found := engine.Text(c.Text, redact.Context{Key: keys[entity]}).Findings
		fault := ""
		if c.Count == 0 && len(found) > 0 {
			fault = "found " + c.Text[found[0].Start:found[0].End]
		}
		for _, s := range c.Spans {
			if !slices.ContainsFunc(found, func(f redact.Finding) bool { return f.Start <= s.Start && f.End >= s.End }) {
				fault = "missed " + s.Value
			}
		}
		_, excepted := presidioExceptions[name+" "+c.Text]
		assert.Equal(t, excepted, fault != "", "%s %q: %s", name, c.Text, fault)
		if fault == "" {
			agreed++
		}
	}
	t.Logf("%d of %d agree", agreed, asked)
}

// presidioExceptions are the cases judged otherwise, with the reason.
var presidioExceptions = map[string]string{
	"DE_VAT_ID de 136 695 976":       "small letters on their own are words",
	"IP_ADDRESS my ip: ::1":          "loopback is nobody's address",
	"IP_ADDRESS connecting from ::1": "as above",
	"IP_ADDRESS src=:: dst=::1":      "loopback and unspecified are nobody's",
	"PHONE_NUMBERS My US number is (415) 555-0132, and my international one is415-555-0132": "a number that hangs on a word is an identifier",
	"UK_PASSPORT 123456789":                        "British passports have nine digits; beside the word for it this is one",
	"URL microsoft.com":                            "a bare domain is DOMAIN here",
	"URL my domains: microsoft.com google.co.il":   "as above",
	`URL "https://presidio.dataprivacystack.org/"`: "quotes are not part of a URL",
	`URL 'https://presidio.dataprivacystack.org/'`: "as above",
}

type validatorCase struct {
	Input    json.RawMessage `json:"input"` // some are numbers
	Expected *bool           `json:"expected"`
	Check    string          `json:"check"`
	File     string          `json:"src_file"`
}

// validated are the entities of Presidio's validator tests. Those that try a part
// of a validator (is_verhoeff, validate_pan_format) are asked of the whole.
var validated = map[string]detect.Entity{
	"test_de_bsnr_recognizer.py":             "DE_BSNR",
	"test_de_health_insurance_recognizer.py": "DE_HEALTH_INSURANCE",
	"test_de_id_card_recognizer.py":          "DE_ID_CARD",
	"test_de_lanr_recognizer.py":             "DE_LANR",
	"test_de_passport_recognizer.py":         "DE_PASSPORT",
	"test_de_social_security_recognizer.py":  "DE_SOCIAL_SECURITY",
	"test_de_tax_id_recognizer.py":           "DE_TAX_ID",
	"test_de_vat_id_recognizer.py":           "DE_VAT_ID",
	"test_in_aadhaar_recognizer.py":          "IN_AADHAAR",
	"test_in_gstin_recognizer.py":            "IN_GSTIN",
	"test_pl_pesel_recognizer.py":            "PL_PESEL",
	"test_za_id_number_recognizer.py":        "ZA_ID_NUMBER",
}

// validatorExceptions are the codes judged otherwise, with the reason.
var validatorExceptions = map[string]string{
	"IN_GSTIN 38ABCDE1234F1Z5": "38 is Ladakh, a territory since 2019",
}

func TestPresidioValidators(t *testing.T) {
	checks := map[detect.Entity]detect.Code{}
	for _, c := range pii.Codes() {
		checks[c.Entity] = c
	}
	agreed := 0
	for _, c := range lines[validatorCase](t, "presidio-validators.jsonl") {
		if c.Check == "test_validate_pan_format" {
			c.File = "test_in_pan_recognizer.py"
			validated[c.File] = "IN_PAN"
		}
		entity, ok := validated[c.File]
		require.True(t, ok, c.File)
		if c.Expected == nil {
			continue // neither
		}
		code := checks[entity]
		printed := strings.Trim(string(c.Input), `"`)
		compact := compacted(printed)
		got := len(compact) >= code.Min && len(compact) <= code.Max && (code.Letters || digitsOnly(compact)) && code.Check(compact, printed) > detect.None
		_, excepted := validatorExceptions[string(entity)+" "+printed]
		assert.Equal(t, *c.Expected, got != excepted, "%s %q", entity, printed)
		agreed++
	}
	t.Log(agreed)
}

func compacted(s string) string {
	var b strings.Builder
	for _, r := range strings.ToUpper(s) {
		if r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' {
			b.WriteRune(r)
		}
	}
	return b.String()
}

func digitsOnly(s string) bool { return strings.Trim(s, "0123456789") == "" }

type contextSentence struct {
	Entity string `json:"entity"`
	Text   string `json:"text"`
}

// contextExceptions are sentences whose word does not reach its number.
var contextExceptions = map[string]string{
	"my driver license number: AA1B2**9ABA7": "a value with asterisks is blackened already",
	"mypassportnumberis912803456":            "a number that hangs on a word is an identifier",
}

func TestPresidioContextSentences(t *testing.T) {
	for _, c := range lines[contextSentence](t, "presidio-context-sentences.jsonl") {
		entity := canonical(map[string]string{"FIN": "SG_NRIC_FIN"}[c.Entity])
		if entity == "" {
			entity = canonical(c.Entity)
		}
		engine, _ := alone(t, entity)
		require.NotNil(t, engine, entity)
		_, excepted := contextExceptions[c.Text]
		assert.Equal(t, excepted, len(engine.Text(c.Text, redact.Context{}).Findings) == 0, "%s %q", c.Entity, c.Text)
	}
}
