package recorded

import (
	"encoding/json"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
)

// OTLP reads a file as OTLP/JSON that a receiver accepts, whatever form it is in:
// OTLP as SDKs export it (with nulls for NaN), one span, a list of spans of the JS
// SDK, a map of attributes, or a list of spans that upstream's assertions describe.
func (f *Fixture) OTLP(file string) ([]byte, error) {
	data, err := f.read(file)
	if err != nil {
		return nil, err
	}
	var tree any
	decoder := json.NewDecoder(strings.NewReader(string(data)))
	decoder.UseNumber()
	if err := decoder.Decode(&tree); err != nil {
		return nil, fmt.Errorf("read %s/%s: %w", f.Name, file, err)
	}
	return json.Marshal(f.otlp(file, tree))
}

func (f *Fixture) otlp(file string, tree any) any {
	switch form := tree.(type) {
	case []any:
		var scopes []any
		for i, element := range form {
			if object, ok := element.(map[string]any); ok {
				scopes = append(scopes, scopeOf(object, f.scopeName(), spanID(i+1)))
			}
		}
		return request(scopes)
	case map[string]any:
		if form["resourceSpans"] != nil || form["resourceLogs"] != nil {
			delete(form, "_test")
			return clean(form)
		}
		if _, isSpan := form["attributes"].([]any); isSpan {
			return request([]any{scope(f.scopeName(), form)})
		}
		if snapshots := snapshotScopes(form); snapshots != nil {
			return request(snapshots)
		}
		span := map[string]any{"name": strings.TrimSuffix(path.Base(file), ".json"), "kind": 3, "attributes": attributes(form), "spanId": spanID(1)}
		return request([]any{scope(f.scopeName(), span)})
	default:
		return tree
	}
}

// scopeName is the scope of recordings that left it out.
func (f *Fixture) scopeName() string {
	switch {
	case strings.HasPrefix(f.Name, "vercel_ai"):
		return "ai"
	case strings.HasPrefix(f.Name, "openinference_openai"):
		return "openinference.instrumentation.openai"
	default:
		return ""
	}
}

func request(scopes []any) any {
	return map[string]any{"resourceSpans": []any{map[string]any{"resource": map[string]any{}, "scopeSpans": scopes}}}
}

func scope(name string, spans ...any) any {
	return map[string]any{"scope": map[string]any{"name": name}, "spans": spans}
}

func spanID(n int) string { return fmt.Sprintf("%016x", n) }

// scopeOf reads a span of the JS SDK, or one that assertions describe.
func scopeOf(object map[string]any, fallback, id string) any {
	name, ok := object["scope"].(string)
	if !ok {
		name = fallback
	}
	attrs, _ := object["attributes"].(map[string]any)
	span := map[string]any{"name": object["name"], "attributes": attributes(attrs), "spanId": id}
	if kind := object["kind"]; kind != nil {
		span["kind"] = kind
	}
	if context, ok := object["spanContext"].(map[string]any); ok {
		span["spanId"], span["traceId"] = context["spanId"], context["traceId"]
	}
	return scope(name, span)
}

// snapshotScopes reads snapshots: lists of spans by the name of a test.
func snapshotScopes(form map[string]any) []any {
	var scopes []any
	for _, test := range slices.Sorted(maps.Keys(form)) {
		list, ok := form[test].([]any)
		if !ok {
			return nil
		}
		for _, element := range list {
			object, ok := element.(map[string]any)
			if !ok || object["attributes"] == nil {
				return nil
			}
			scopes = append(scopes, scopeOf(object, "ai", spanID(len(scopes)+1)))
		}
	}
	return scopes
}

func attributes(plain map[string]any) []any {
	list := make([]any, 0, len(plain))
	for _, key := range slices.Sorted(maps.Keys(plain)) {
		list = append(list, map[string]any{"key": key, "value": value(plain[key])})
	}
	return list
}

func value(plain any) any {
	switch plain := plain.(type) {
	case string:
		return map[string]any{"stringValue": plain}
	case bool:
		return map[string]any{"boolValue": plain}
	case json.Number:
		if _, err := plain.Int64(); err == nil {
			return map[string]any{"intValue": plain.String()}
		}
		return map[string]any{"doubleValue": plain}
	case []any:
		values := make([]any, len(plain))
		for i := range plain {
			values[i] = value(plain[i])
		}
		return map[string]any{"arrayValue": map[string]any{"values": values}}
	case map[string]any:
		return map[string]any{"kvlistValue": map[string]any{"values": attributes(plain)}}
	default:
		return map[string]any{}
	}
}

// clean takes out what no receiver reads: nulls, which JSON has for NaN and for
// what is not there, and ids that are no text.
func clean(tree any) any {
	switch tree := tree.(type) {
	case map[string]any:
		for key, member := range tree {
			_, isText := member.(string)
			if member == nil || !isText && (key == "spanId" || key == "parentSpanId" || key == "traceId") {
				delete(tree, key)
				continue
			}
			tree[key] = clean(member)
		}
		return tree
	case []any:
		kept := make([]any, 0, len(tree))
		for _, element := range tree {
			if element != nil {
				kept = append(kept, clean(element))
			}
		}
		return kept
	default:
		return tree
	}
}
