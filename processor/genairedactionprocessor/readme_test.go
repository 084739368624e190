package genairedactionprocessor

import (
	"fmt"
	"maps"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/otelcol-genai/otelcol-genai/internal/oneof"
	"github.com/otelcol-genai/otelcol-genai/internal/redact"
)

// configKeys are the keys of a configuration with their defaults, as the README
// writes them: per_entity.<>.action, rules[].name. The keys of HTTP clients are
// not ours; they are in clientKeys.
func configKeys(prefix string, value reflect.Value, keys map[string]any) {
	for field, v := range value.Fields() {
		tag, option, _ := strings.Cut(field.Tag.Get("mapstructure"), ",")
		key := prefix + tag
		switch {
		case option == "squash":
			continue
		case field.Name == "Remote":
			configKeys(key+".", reflect.ValueOf(defaultRemote()), keys)
		case v.Kind() == reflect.Struct:
			configKeys(key+".", v, keys)
		case v.Kind() == reflect.Map:
			configKeys(key+".<>.", reflect.Zero(field.Type.Elem()), keys)
		case v.Kind() == reflect.Slice && field.Type.Elem().Kind() == reflect.Struct:
			configKeys(key+"[].", reflect.Zero(field.Type.Elem()), keys)
		default:
			keys[key] = v.Interface()
		}
	}
}

// defaultRemote is what an empty remote becomes.
func defaultRemote() RemoteConfig {
	return *defaults().Remote.GetOrInsertDefault()
}

func clientKeys() map[string]any {
	keys := map[string]any{}
	for field, v := range reflect.ValueOf(defaultRemote().HTTP).Fields() {
		tag, _, _ := strings.Cut(field.Tag.Get("mapstructure"), ",")
		if field.IsExported() {
			keys["remote."+tag] = v.Interface()
		}
	}
	return keys
}

var (
	keyRow      = regexp.MustCompile("(?m)^\\| (`[a-z_]+[.`\\[][^|]*) \\| (?:[^|\n]* \\| )?([^|\n]*) \\| [^|\n]* \\|$")
	backticked  = regexp.MustCompile("`([^`]*)`")
	placeholder = regexp.MustCompile("<[a-z]+>")
)

// listedKeys are the keys in the README's two tables, with what their row says is
// the default.
func listedKeys(t *testing.T) map[string]string {
	t.Helper()
	readme, err := os.ReadFile("README.md")
	require.NoError(t, err)
	keys := map[string]string{}
	for table := range strings.SplitSeq(string(readme), "\n\n") {
		if !strings.HasPrefix(table, "| key |") {
			continue
		}
		for _, row := range keyRow.FindAllStringSubmatch(table, -1) {
			names := backticked.FindAllStringSubmatch(row[1], -1)
			fallbacks := strings.Split(row[2], ", ")
			parent := ""
			for i, name := range names {
				key := placeholder.ReplaceAllString(name[1], "<>")
				if strings.HasPrefix(key, ".") {
					key = parent + key
				}
				parent = key[:max(0, strings.LastIndexByte(key, '.'))]
				assert.NotContains(t, keys, key, "listed twice")
				keys[key] = row[2]
				if len(fallbacks) == len(names) {
					keys[key] = strings.Trim(fallbacks[i], "`")
				}
			}
		}
	}
	return keys
}

func TestReadmeListsTheKeysThereAre(t *testing.T) {
	listed := listedKeys(t)
	declared := map[string]any{}
	configKeys("", reflect.ValueOf(*defaults()), declared)
	require.Greater(t, len(declared), 40)
	delete(listed, "remote") // of the table of all keys, which has no room for its own
	for key, value := range clientKeys() {
		if _, ok := listed[key]; ok {
			declared[key] = value
		}
	}
	assert.Contains(t, declared, "remote.endpoint")
	assert.ElementsMatch(t, slices.Collect(maps.Keys(declared)), slices.Collect(maps.Keys(listed)))

	for key, value := range declared {
		v := reflect.ValueOf(value)
		switch {
		case v.Kind() == reflect.Slice: // what it holds is said in words
		case v.IsZero():
			assert.Equal(t, "none", strings.Split(listed[key], ", ")[0], key)
		default:
			assert.Equal(t, fmt.Sprint(value), listed[key], key)
		}
	}
}

func TestReadmeNamesTheValuesThereAre(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	require.NoError(t, err)
	var values []string
	for _, action := range []redact.Action{redact.Replace, redact.Token, redact.Mask, redact.Remove, redact.Encrypt, redact.Count} {
		values = append(values, string(action))
	}
	values = append(values, redact.Validators()...)
	values = append(values, roleNames[roleSystem:]...)
	for _, list := range [][]string{
		strings.Split(oneof.List(contentModes), ", "), strings.Split(oneof.List(failureModes), ", "), strings.Split(oneof.List(summaries), ", "),
	} {
		values = append(values, list...)
	}
	for _, value := range values {
		assert.Contains(t, string(readme), "`"+value+"`")
	}
}
