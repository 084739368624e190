package genairedactionprocessor

import (
	"math"
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/otelcol-genai/otelcol-genai/internal/pdatawalk"
	"github.com/otelcol-genai/otelcol-genai/internal/redact"
)

// Markers for what the redactor did not answer.
const (
	markerPanic   = "[UNPROCESSED]"
	removedKey    = "[REMOVED]"
	markerTooDeep = "[TOO_DEEP]"
)

// engine is what the processor needs of a redact.Redactor.
type engine interface {
	Text(s string, c redact.Context) redact.Result
	Int(n int64, c redact.Context) redact.Result
	Bytes(b []byte, c redact.Context) ([]byte, redact.Result)
	Content(s string, c redact.Context, policy redact.ContentPolicy) redact.Result
	Messages(s string, c redact.Context, policy func(role string) redact.ContentPolicy) redact.Result
	Hash(s, tenant string) string
}

// visitor redacts the values of records, one after another. It belongs to one
// goroutine at a time.
type visitor struct {
	engine   engine
	joinKeys map[string]bool
	entities *entityTable
	analysis *analysis // what the remote analyzer says of this batch; nil without one

	tenant string
	talk   conversation
	record recordSummary
	tally  tally
	// familiar are keys and values in which nothing was found.
	familiar *familiar
}

// begin starts a record.
func (v *visitor) begin() {
	v.record.reset()
	v.talk.reset()
}

// Text redacts a string: an attribute's, a name, a message, a leaf of a structure or a key.
func (v *visitor) Text(at pdatawalk.Position, s string) (string, bool) {
	if at.Place == pdatawalk.Key {
		return v.key(s)
	}
	v.talk.name(at, s)
	speaker, isContent := v.talk.content(at, s)
	c := redact.Context{Key: at.Path, Tenant: v.tenant, Join: v.joinKeys[at.Key]}
	text := s
	if v.analysis != nil && v.talk.readable(speaker, isContent) {
		text, c.Extra = v.analyzed(at.Place, s)
	}
	var r redact.Result
	if isContent {
		r = v.content(text, c, speaker)
	} else {
		r, _ = v.short(at.Place, text, c)
	}
	v.note(at.Place, len(s), &r)
	return r.Text, r.Changed || text != s
}

// analyzed returns what the remote analyzer found in a value.
func (v *visitor) analyzed(place pdatawalk.Place, s string) (text string, found []redact.Finding) {
	defer func() {
		if recover() != nil {
			text, found = markerPanic, nil
			v.failed(1, reasonPanic)
		}
	}()
	text, found = v.analysis.findings(place, s)
	v.failed(v.analysis.failed, reasonRemote)
	return text, found
}

// plain redacts a string that is no content. Whatever happens, the original is
// not passed on unseen.
func (v *visitor) plain(s string, c redact.Context) (r redact.Result) {
	defer rescue(&r)
	return v.engine.Text(s, c)
}

// content redacts a string by the policy of who speaks.
func (v *visitor) content(s string, c redact.Context, speaker role) (r redact.Result) {
	defer rescue(&r)
	if v.talk.inside() {
		policy := v.talk.policies.byRole[speaker]
		r = v.engine.Content(s, c, policy)
		v.shortened(s, r.Text, policy.Mode)
		return r
	}
	v.talk.modes = 0
	r = v.engine.Messages(s, c, v.talk.policyFuncs[speaker])
	for i, mode := range contentModes {
		if v.talk.modes&(1<<i) != 0 {
			v.shortened(s, r.Text, mode)
		}
	}
	return r
}

// key redacts a key of a map. Most keys come again with every record. OTLP has no
// empty keys, so that one of which nothing is left gets a name.
func (v *visitor) key(s string) (string, bool) {
	r, known := v.short(pdatawalk.Key, s, redact.Context{Tenant: v.tenant})
	if known {
		return s, false
	}
	v.note(pdatawalk.Key, len(s), &r)
	if r.Changed && r.Text == "" {
		return removedKey, true
	}
	return r.Text, r.Changed
}

// Int redacts an integer, which may be a card or an id number.
func (v *visitor) Int(at pdatawalk.Position, n int64) (string, bool) {
	if text, changed := v.number(at); changed {
		return text, true
	}
	r := v.int(n, redact.Context{Key: at.Path, Tenant: v.tenant})
	v.note(at.Place, 8, &r)
	return r.Text, r.Changed
}

func (v *visitor) int(n int64, c redact.Context) (r redact.Result) {
	defer rescue(&r)
	return v.engine.Int(n, c)
}

// maxWhole is up to where doubles tell whole numbers apart.
const maxWhole = 1 << 53

// Double redacts a whole number that arrived as a double, as those of JavaScript do.
func (v *visitor) Double(at pdatawalk.Position, f float64) (string, bool) {
	if f != math.Trunc(f) || math.Abs(f) >= maxWhole {
		return v.number(at)
	}
	return v.Int(at, int64(f))
}

// number applies the content policy to a number that is (in) content. There is no
// preview of one.
func (v *visitor) number(at pdatawalk.Position) (string, bool) {
	speaker, isContent := v.talk.content(at, "")
	if !isContent {
		return "", false
	}
	switch mode := v.talk.policies.byRole[speaker].Mode; mode {
	case redact.DropContent, redact.HashContent: // a hash of few digits would be no secret to those who have the key
		v.tally.content[mode]++
		return "", true
	default:
		return "", false
	}
}

// Bytes redacts a byte value.
func (v *visitor) Bytes(at pdatawalk.Position, b []byte) ([]byte, bool) {
	c := redact.Context{Key: at.Path, Tenant: v.tenant}
	if speaker, isContent := v.talk.content(at, ""); isContent {
		r := v.content(string(b), c, speaker)
		v.note(at.Place, len(b), &r)
		return []byte(r.Text), r.Changed
	}
	out, r := v.bytes(b, c)
	v.note(at.Place, len(b), &r)
	return out, r.Changed
}

func (v *visitor) bytes(b []byte, c redact.Context) (out []byte, r redact.Result) {
	defer func() {
		if recover() != nil {
			out, r = []byte(markerPanic), redact.Result{Text: markerPanic, Changed: true, Failure: redact.Panicked}
		}
	}()
	return v.engine.Bytes(b, c)
}

// Attributes learns who speaks in attributes that number their messages.
func (v *visitor) Attributes(at pdatawalk.Position, attrs pcommon.Map) { v.talk.attributes(at, attrs) }

// Enter looks at a map or a slice before its inside is redacted. Content that is
// dropped or hashed goes as a whole.
func (v *visitor) Enter(at pdatawalk.Position, value pcommon.Value) bool {
	mode := v.talk.enter(at, value)
	switch mode {
	case redact.DropContent:
		value.SetStr("")
	case redact.HashContent:
		value.SetStr(v.engine.Hash(value.AsString(), v.tenant))
	default:
		return true
	}
	v.tally.content[mode]++
	return false
}

// Leave ends what Enter began.
func (v *visitor) Leave(pdatawalk.Position) { v.talk.leave() }

// TooDeep replaces what is nested deeper than anybody means to.
func (v *visitor) TooDeep(pdatawalk.Position) (string, bool) {
	v.failed(1, reasonTooDeep)
	return markerTooDeep, true
}

// note counts what became of a value.
func (v *visitor) note(place pdatawalk.Place, size int, r *redact.Result) {
	v.tally.values++
	v.tally.bytes += int64(size)
	if r.Failure != redact.NoFailure {
		v.failed(1, reasonOf(r.Failure))
	}
	for i := range r.Findings {
		f := &r.Findings[i]
		entity := v.entities.index(f.Entity)
		v.tally.mask(entity, place, f.Action)
		if f.Action != redact.Count {
			v.record.add(entity)
		}
	}
}

func (v *visitor) failed(n int, why reason) {
	if n > 0 {
		v.tally.failures[why] += int64(n)
		v.record.incomplete = true
	}
}

// shortened counts a text that the content policy did not pass whole.
func (v *visitor) shortened(before, after string, mode redact.ContentMode) {
	switch {
	case mode == redact.KeepContent, before == after:
	case mode == redact.PreviewContent && !strings.Contains(after, "...[+"):
	default:
		v.tally.content[mode]++
	}
}

// rescue turns a panic into a marker: fail closed.
func rescue(r *redact.Result) {
	if recover() != nil { // what it says may quote the text
		*r = redact.Result{Text: markerPanic, Changed: true, Failure: redact.Panicked}
	}
}
