package genaibudgetextension

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"

	"github.com/otelcol-genai/otelcol-genai/extension/genaibudgetextension/internal/account"
	"github.com/otelcol-genai/otelcol-genai/extension/genaibudgetextension/internal/api"
	"github.com/otelcol-genai/otelcol-genai/internal/budget"
	"github.com/otelcol-genai/otelcol-genai/internal/evaluation/target"
	"github.com/otelcol-genai/otelcol-genai/internal/keyfile"
	"github.com/otelcol-genai/otelcol-genai/internal/redact"
	"github.com/otelcol-genai/otelcol-genai/internal/session"
)

// everyKind has one of all that a budget can have.
const everyKind = `
budgets:
  - {name: session, scope: [session], window: session, limit_usd: 5, thresholds: [0.5]}
  - {name: user, scope: [user.id], window: day, timezone: Europe/Berlin, limit_usd: 5, limit_tokens: 5, limit_calls: 5, mode: shadow,
     overrides: [{match: {user.id: u}, limit_usd: 1, limit_tokens: 1, limit_calls: 1}]}
  - {name: usual, scope: [model], window: day, expected: {window: 7d, tolerance: 1.2}}
`

// A key that is read and reaches nothing is worse than one that there is not: each is
// changed by itself, and must change what the parts of the extension are told.
func TestEveryKeyHasAnEffect(t *testing.T) {
	file := filepath.Join(t.TempDir(), "key")
	require.NoError(t, os.WriteFile(file, []byte("a key out of a file"), 0o600))
	texts := map[string]string{
		"on_corrupt": "start_empty", "admin_token": "a token of some length", "redaction.entities[0]": "all",
		"redaction.key": "a key of some length", "redaction.key_file": file, "session_tokens.key": "a key of some length", "session_tokens.key_file": file,
		"name": "other", "scope[0]": "tenant", "window": "week", "timezone": "Asia/Tokyo", "limit_usd": "7", "mode": "enforce",
	}
	before := effectsOf(t, fresh(t))
	changed := 0
	for i := range leavesOf(fresh(t)) {
		config := fresh(t)
		leaf := leavesOf(config)[i]
		change(t, leaf, texts)
		assert.False(t, before == effectsOf(t, config), "%s changes nothing", leaf.path) //nolint:testifylint // the text is long
		changed++
	}
	assert.Greater(t, changed, 70)
}

func fresh(t *testing.T) *Config {
	t.Helper()
	config, err := load(t, everyKind)
	require.NoError(t, err)
	config.Storage = StorageIn(component.MustNewID("file_storage"))
	return config
}

// effects is all that the parts of the extension are told.
type effects struct {
	account   account.Config // the ledger's is in it
	api       api.Settings
	redaction redact.Options
	cached    int
	storage   []component.ID
	targets   target.Config
}

func effectsOf(t *testing.T, c *Config) string {
	t.Helper()
	ledger, err := c.ledger(nil)
	require.NoError(t, err)
	settings, err := c.api()
	require.NoError(t, err)
	settings.Hosts = nil // a function; it goes with the token
	key, err := keyfile.Read("redaction.key", c.Redaction.Key, c.Redaction.KeyFile, keyfile.MinBytes)
	require.NoError(t, err)
	extension := budgetExtension{config: c}
	all := effects{c.account(ledger), settings, c.Redaction.options(key), c.Redaction.CacheEntries, extension.Dependencies(), target.Config(c.Feedback)}
	var text strings.Builder
	fmt.Fprintf(&text, "%+v", all)
	for _, b := range ledger.Budgets { // pointers
		fmt.Fprintf(&text, "%v %+v", b.Window.Location, b.Expected)
		b.Expected, b.Window.Location = nil, nil
		fmt.Fprintf(&text, "%+v", b)
	}
	return withoutPointers(text.String())
}

func withoutPointers(text string) string {
	words := strings.Fields(text)
	for i, word := range words {
		words[i], _, _ = strings.Cut(word, "0x")
	}
	return strings.Join(words, " ")
}

// leaf is a value that a user sets, by its key.
type leaf struct {
	path  string
	value reflect.Value
}

func leavesOf(c *Config) (all []leaf) {
	var walk func(path string, v reflect.Value)
	walk = func(path string, v reflect.Value) {
		switch {
		case v.Type() == reflect.TypeFor[StorageConfig]():
			all = append(all, leaf{path, v})
		case v.Kind() == reflect.Struct:
			for i := range v.NumField() {
				key, options, _ := strings.Cut(v.Type().Field(i).Tag.Get("mapstructure"), ",")
				if strings.Contains(options, "squash") {
					walk(path, v.Field(i))
					continue
				}
				walk(strings.TrimPrefix(path+"."+key, "."), v.Field(i))
			}
		case v.Kind() == reflect.Slice:
			for i := range v.Len() {
				walk(fmt.Sprintf("%s[%d]", path, i), v.Index(i))
			}
		case v.Kind() == reflect.Pointer:
			if !v.IsNil() {
				walk(path, v.Elem())
			}
		default:
			all = append(all, leaf{path, v})
		}
	}
	walk("", reflect.ValueOf(&c.LedgerConfig).Elem())
	return all
}

// change gives a leaf another value, one that is valid.
func change(t *testing.T, l leaf, texts map[string]string) {
	t.Helper()
	switch v := l.value; {
	case v.Type() == reflect.TypeFor[StorageConfig]():
		v.Set(reflect.ValueOf(StorageIn(component.MustNewID("other"))))
	case v.Type() == reflect.TypeFor[time.Duration]():
		v.SetInt(v.Int() + int64(time.Hour))
	case v.CanInt():
		v.SetInt(v.Int() + 1)
	case v.CanFloat():
		v.SetFloat(v.Float() + 0.05)
	case v.Kind() == reflect.Map:
		v.Set(reflect.ValueOf(map[string]string{"user.id": "another"}))
	case v.Kind() == reflect.String:
		text, ok := texts[l.path]
		if !ok {
			text, ok = texts[l.path[strings.LastIndexByte(l.path, '.')+1:]]
		}
		require.True(t, ok, "the test has no other value for %s", l.path)
		switch {
		case strings.HasSuffix(l.path, "expected.window"):
			text = "14d"
		case l.path == "budgets[0].mode", l.path == "budgets[2].mode":
			text = string(budget.Shadow)
		}
		v.SetString(text)
	default:
		t.Fatalf("%s is of a kind that the test cannot change: %s", l.path, v.Type())
	}
}

// What a part can be told is what somebody can set: a field that no configuration
// fills is dead, or was forgotten.
func TestEveryFieldOfThePartsIsFilled(t *testing.T) {
	config := fresh(t)
	ledger, err := config.ledger(nil)
	require.NoError(t, err)
	config.OnCorrupt = StartEmpty
	filled := func(v any) {
		for i, value := 0, reflect.ValueOf(v); i < value.NumField(); i++ {
			assert.False(t, value.Field(i).IsZero(), "%T.%s", v, value.Type().Field(i).Name)
		}
	}
	settings := config.account(ledger)
	settings.Booked = func([]session.Posting, []session.Receipt) {}          // of openTargets
	settings.Compacting = func(context.Context, uint32) error { return nil } // likewise
	ledger.Replayed = settings.Booked                                        // of account.Open
	filled(ledger)
	filled(ledger.Loops)
	filled(ledger.Context)
	filled(settings)
	assert.Equal(t, session.ContextConfig{Tokens: 200_000, CostRise: 5, CacheLow: 0.5, CacheWas: 0.9}, ledger.Context)
}
