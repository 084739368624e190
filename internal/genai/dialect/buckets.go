package dialect

import (
	"maps"
	"slices"
	"strings"
)

// buckets is Langfuse's usage_details: counts that do not overlap, so that they
// can be priced one by one. A total is the sum of its side.
type buckets struct {
	base, sum int64 // of one side: the plain bucket, and all of them
	given     bool
}

// Names of the plain bucket of each side. Raw usage of a provider has its
// totals under names of its own.
var (
	inputBase  = []string{"input", "input_tokens", "inputTokens"}
	outputBase = []string{"output", "output_tokens", "outputTokens"}
	rawInput   = []string{"prompt_tokens", "promptTokens", "promptTokenCount"}
	rawOutput  = []string{"completion_tokens", "completionTokens", "candidatesTokenCount"}
	totals     = []string{"total", "total_tokens", "totalTokens"}
)

// readBuckets reads usage_details. Users and older SDKs also pass a provider's
// raw usage, whose totals include their details.
func (d *draft) readBuckets(details map[string]any) {
	if details == nil {
		return
	}
	d.readDetails(details)
	if input, ok := d.countIn(details, rawInput); ok {
		d.fillCount(fieldInput, input)
		if output, ok := d.countIn(details, rawOutput); ok {
			d.fillCount(fieldOutput, output)
		}
		d.input, d.output = inclusive, inclusive
		return
	}
	in, out := d.side(details, "input", inputBase), d.side(details, "output", outputBase)
	d.input, d.output = inclusive, inclusive // the sums below are
	if total, ok := d.countIn(details, totals); ok && in.sum+out.sum != total && in.base+out.base == total {
		in.sum, out.sum = in.base, out.base
	}
	if hasNested(details) { // input_tokens_details: OpenAI's responses
		in.sum, out.sum = in.base, out.base
	}
	if in.given {
		d.fillCount(fieldInput, in.sum)
	}
	if out.given {
		d.fillCount(fieldOutput, out.sum)
	}
}

func hasNested(details map[string]any) bool {
	for key := range details {
		if strings.HasSuffix(key, "_tokens_details") {
			return true
		}
	}
	return false
}

// side adds up the buckets of one side.
func (d *draft) side(details map[string]any, name string, base []string) buckets {
	var b buckets
	b.base, b.given = d.countIn(details, base)
	b.sum = b.base
	var split, whole int64
	for _, key := range slices.Sorted(maps.Keys(details)) {
		if _, nested := details[key].(map[string]any); nested || slices.Contains(base, key) || !onSide(key, name) {
			continue
		}
		n, ok := d.countIn(details, []string{key})
		if !ok {
			continue
		}
		b.given = true
		b.sum += n
		switch {
		case isTTL(key):
			split += n
		case isCacheWrite(key):
			whole += n
		}
	}
	if split > 0 && split == whole {
		b.sum -= split // the parts of the whole beside them
	}
	return b
}

func onSide(key, name string) bool {
	if name == "input" && (strings.HasPrefix(key, "cache_") || strings.HasPrefix(key, "cacheRead") || strings.HasPrefix(key, "cacheCreation")) {
		return true
	}
	return strings.HasPrefix(key, name+"_")
}

func isTTL(key string) bool {
	return strings.HasSuffix(key, "_5m") || strings.HasSuffix(key, "_1h") || strings.Contains(key, "_5m_") || strings.Contains(key, "_1h_")
}

func isCacheWrite(key string) bool {
	return strings.Contains(key, "cache_creation") || strings.Contains(key, "cache_write") || strings.Contains(key, "cacheCreation")
}

// readDetails fills the subset counts.
func (d *draft) readDetails(details map[string]any) {
	for _, source := range []struct {
		into field
		keys []string
	}{
		{fieldCacheRead, []string{
			"input_cached_tokens", "input_cache_read", "input_cache_read_tokens", "cache_read_input_tokens", "input_cached", "cacheReadInputTokens",
		}},
		{fieldCacheWrite5m, []string{"input_cache_creation_5m", "cache_creation_5m_input_tokens", "input_cache_write_5m"}},
		{fieldCacheWrite1h, []string{"input_cache_creation_1h", "cache_creation_1h_input_tokens", "input_cache_write_1h"}},
		{fieldCacheWrite, []string{
			"input_cache_creation", "cache_creation_input_tokens", "input_cache_write", "input_cache_creation_tokens", "cacheCreationInputTokens",
		}},
		{fieldReasoning, []string{"output_reasoning_tokens", "output_reasoning"}},
		{fieldInputAudio, []string{"input_audio_tokens", "input_audio"}},
		{fieldOutputAudio, []string{"output_audio_tokens", "output_audio"}},
	} {
		if n, ok := d.countIn(details, source.keys); ok {
			d.fillCount(source.into, n)
		}
	}
	d.readNested(details)
}

// readNested fills the subset counts of raw usage, which has them in objects.
func (d *draft) readNested(details map[string]any) {
	for _, name := range []string{"prompt_tokens_details", "input_tokens_details"} {
		inner := inside(details, name)
		d.fillFrom(fieldCacheRead, inner, "cached_tokens")
		d.fillFrom(fieldCacheWrite, inner, "cache_write_tokens")
		d.fillFrom(fieldInputAudio, inner, "audio_tokens")
	}
	for _, name := range []string{"completion_tokens_details", "output_tokens_details"} {
		inner := inside(details, name)
		d.fillFrom(fieldReasoning, inner, "reasoning_tokens")
		d.fillFrom(fieldOutputAudio, inner, "audio_tokens")
	}
	creation := inside(details, "cache_creation")
	d.fillFrom(fieldCacheWrite5m, creation, "ephemeral_5m_input_tokens")
	d.fillFrom(fieldCacheWrite1h, creation, "ephemeral_1h_input_tokens")
}

func (d *draft) fillFrom(f field, object map[string]any, key string) {
	if n, ok := d.countIn(object, []string{key}); ok {
		d.fillCount(f, n)
	}
}

// countIn reads the first of several members that is a count.
func (d *draft) countIn(object map[string]any, keys []string) (int64, bool) {
	for _, key := range keys {
		value := object[key]
		if value == nil {
			continue
		}
		if n, ok := countOf(value); ok {
			return n, true
		}
		if text, isText := value.(string); !isText || text != "" {
			d.complain(d.slots[fieldUsageJSON].key, NotACount)
		}
	}
	return 0, false
}
