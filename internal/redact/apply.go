package redact

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// settle puts the findings of a value in order, merges those that overlap and
// those elsewhere found, and replaces the rest of a text that has too many.
func (s *scanner) settle(text string) {
	slices.SortFunc(s.found, func(a, b found) int {
		return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(b.end, a.end))
	})
	kept := s.found[:0]
	for _, f := range s.found {
		if n := len(kept); n > 0 && f.start < kept[n-1].end {
			last := &kept[n-1]
			if f.detector == byBudget {
				last.entity, last.detector = f.entity, f.detector
			}
			last.end = max(last.end, f.end)
			continue
		}
		kept = append(kept, f)
	}
	if len(kept) > s.r.maxFindings {
		s.failure = Oversize
		json := looksJSON(text)
		if json { // all of it, as a string: its rest alone would leave half an object
			kept = kept[:1]
			kept[0].start = 0
		}
		kept = kept[:min(len(kept), s.r.maxFindings)]
		rest := &kept[len(kept)-1]
		rest.end, rest.entity, rest.detector, rest.depth, rest.number = int32(len(text)), s.r.oversizeEntity, byBudget, 0, json
	}
	s.found = kept
}

// apply writes the text with its findings replaced.
func (s *scanner) apply(text string, c *Context) Result {
	if len(s.found) == 0 {
		return Result{Text: text, Failure: s.failure}
	}
	s.settle(text)
	res := Result{Text: text, Failure: s.failure, Findings: make([]Finding, len(s.found))}
	var out strings.Builder
	out.Grow(len(text) + 16*len(s.found))
	done := 0
	for i := range s.found {
		f := &s.found[i]
		action := s.r.actionOf(f, c)
		res.Findings[i] = s.r.finding(f, action)
		if action == Count {
			continue
		}
		out.WriteString(text[done:f.start])
		s.write(&out, text[f.start:f.end], f, action, c)
		done = int(f.end)
		res.Changed = true
	}
	if res.Changed {
		out.WriteString(text[done:])
		res.Text = out.String()
	}
	return res
}

func (r *Redactor) actionOf(f *found, c *Context) Action {
	action := r.entities[f.entity].action
	if c.Join && action != Count && f.detector != byBudget && f.detector != byBlob && r.tokens != nil {
		action = Token
	}
	return action
}

func (r *Redactor) finding(f *found, action Action) Finding {
	out := Finding{Entity: r.entities[f.entity].name, Start: int(f.start), End: int(f.end), Confidence: f.confidence, Action: action}
	if f.detector >= 0 {
		out.Name = r.detectors[f.detector].name
	} else if f.detector <= byRule {
		out.Name = r.rules.name(int(byRule - f.detector))
	}
	return out
}

// write puts what an action makes of a value, quoted where a number was.
func (s *scanner) write(out *strings.Builder, raw string, f *found, action Action, c *Context) {
	if f.number {
		writeQuote(out, f.depth)
		defer writeQuote(out, f.depth)
	}
	e := &s.r.entities[f.entity]
	switch {
	case f.detector == byBudget:
		out.WriteString("[" + oversizeName + " " + strconv.Itoa(len(raw)) + " bytes]")
	case f.detector == byBlob && s.r.blobs == DropBlobs:
		out.WriteString("[" + blobName + " " + strconv.Itoa(len(raw)) + " bytes]")
	case f.detector == byBlob, action == Token:
		out.WriteString(s.r.token(e, s.value(raw, f), c.Tenant))
	case action == Mask:
		writeMask(out, s.value(raw, f), e.keepLast)
	case action == Encrypt:
		out.WriteString(s.r.encrypt(e, s.value(raw, f), c.Tenant))
	case action == Remove:
	default:
		out.WriteByte('[')
		out.WriteString(e.marker)
		out.WriteByte(']')
	}
}

// writeQuote writes a quotation mark as it is written inside so many strings.
func writeQuote(out *strings.Builder, depth uint8) {
	for range 1<<depth - 1 {
		out.WriteByte('\\')
	}
	out.WriteByte('"')
}

// value is what a finding's bytes stand for, without escapes and disguises.
func (s *scanner) value(raw string, f *found) string {
	v := raw
	for range f.depth {
		if strings.IndexByte(v, '\\') < 0 {
			break
		}
		unescape(&s.plain, v)
		v = string(s.plain.buf)
	}
	if lookAlikes, ok := disguised(v); ok {
		undisguise(&s.plain, v, lookAlikes)
		v = string(s.plain.buf)
	}
	return v
}

// writeMask writes a value with * for all letters and digits but the last keep,
// and for what is not ASCII or would need an escape.
func writeMask(out *strings.Builder, v string, keep int) {
	runes := 0
	for i := range v {
		if !separates(v[i]) {
			runes++
		}
	}
	if keep >= runes {
		keep = 0 // a value too short to show a part of
	}
	for i := range v {
		switch {
		case separates(v[i]):
			out.WriteByte(v[i])
		case runes > keep || class[v[i]]&isAlnum == 0:
			out.WriteByte('*')
			runes--
		default:
			out.WriteByte(v[i])
			runes--
		}
	}
}

// separates reports the bytes that give a value its look and are kept.
func separates(c byte) bool {
	switch c {
	case ' ', '-', '.', '@', ':':
		return true
	default:
		return false
	}
}
