package redact

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/tink-crypto/tink-go/v2/daead/subtle"
)

// ErrRevealKey says that an encryption key is too short.
var ErrRevealKey = errors.New("encryption key too short")

// Revealed counts what became of the markers of action Encrypt in a text.
type Revealed struct {
	// Opened is how many became the value again.
	Opened int
	// Locked is how many have the id of a key that was given and were opened with
	// none: another key of that name, another tenant, or not whole.
	Locked int
	// Others are those of ids no key was given for, by id; nil for none.
	Others map[string]int
}

// Revealer opens the markers that action Encrypt writes. It is safe for
// concurrent use.
type Revealer struct {
	byID map[string][]*subtle.AESSIV
}

// NewRevealer takes the master keys by their id, as they are set where the
// markers are written; the key of the empty id is tried on markers of any. No
// tenant is the empty one, whose keys are used for resources that name none.
func NewRevealer(keys map[string][]byte, tenants ...string) (*Revealer, error) {
	if len(tenants) == 0 {
		tenants = []string{""}
	}
	r := &Revealer{byID: make(map[string][]*subtle.AESSIV, len(keys))}
	var errs []error
	for id, key := range keys {
		if len(key) < MinEncryptKeyBytes {
			errs = append(errs, fmt.Errorf("key %q: %w: at least %d bytes, got %d", id, ErrRevealKey, MinEncryptKeyBytes, len(key)))
			continue
		}
		for _, tenant := range tenants {
			r.byID[id] = append(r.byID[id], sivFor(key, tenant))
		}
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return r, nil
}

// Reveal opens the markers in a text with the keys of one tenant, and says how
// many it opened. Markers of other keys or tenants are left.
func Reveal(s string, keys map[string][]byte, tenant string) (string, int, error) {
	r, err := NewRevealer(keys, tenant)
	if err != nil {
		return s, 0, err
	}
	text, revealed := r.Text(s)
	return text, revealed.Opened, nil
}

// Text opens the markers in a text. Where the text is JSON, values are escaped as
// deep as they stand; every other byte stays as it is, and so do the markers that
// cannot be opened.
func (r *Revealer) Text(s string) (string, Revealed) {
	var res Revealed
	var out strings.Builder
	var depths []int
	done, count := 0, 0
	for start, end := nextSealed(s, 0); end > 0; start, end = nextSealed(s, end) {
		count++
		value, ok := r.open(s[start+1:end-1], &res)
		if !ok {
			continue
		}
		if depths == nil {
			depths = sealedDepths(s, 0, nil)
		}
		depth := 0
		if count <= len(depths) {
			depth = depths[count-1]
		}
		out.WriteString(s[done:start])
		out.WriteString(escaped(value, depth))
		done = end
	}
	if done == 0 {
		return s, res
	}
	out.WriteString(s[done:])
	return out.String(), res
}

// open decrypts the inside of a marker, and counts it.
func (r *Revealer) open(inside string, res *Revealed) (string, bool) {
	name, rest, _ := strings.Cut(inside, ":")
	id, sealed, _ := strings.Cut(rest, ":")
	named, unnamed := r.byID[id], r.byID[""]
	if len(named)+len(unnamed) == 0 {
		if res.Others == nil {
			res.Others = map[string]int{}
		}
		res.Others[id]++
		return "", false
	}
	if data, err := base64.RawURLEncoding.DecodeString(sealed); err == nil {
		for _, sivs := range [][]*subtle.AESSIV{named, unnamed} {
			for _, siv := range sivs {
				if value, err := siv.DecryptDeterministically(data, []byte(name)); err == nil {
					res.Opened++
					return string(value), true
				}
			}
		}
	}
	res.Locked++
	return "", false
}

// nextSealed is the next marker of an encrypted value at or behind from; end is 0 for none.
func nextSealed(s string, from int) (start, end int) {
	for i := from; i < len(s); i++ {
		k := strings.IndexByte(s[i:], '[')
		if k < 0 {
			break
		}
		i += k
		if end := sealedEnd(s, i); end > 0 {
			return i, end
		}
	}
	return 0, 0
}

// sealedDepths says for each marker in a text inside how many strings of JSON it
// stands. Markers hold nothing that JSON escapes, so that those of a string are
// those of what it stands for.
func sealedDepths(s string, depth int, depths []int) []int {
	if depth < maxDepth && looksJSON(s) && isJSON(s) {
		for start, end := nextString(s, 0); end > 0; start, end = nextString(s, end) {
			var inside string
			if strings.Contains(s[start:end], encryptSuffix) && json.Unmarshal([]byte(s[start:end]), &inside) == nil {
				depths = sealedDepths(inside, depth+1, depths)
			}
		}
		return depths
	}
	for _, end := nextSealed(s, 0); end > 0; _, end = nextSealed(s, end) {
		depths = append(depths, depth)
	}
	return depths
}

// isJSON reports whether a text is JSON values, one after the other.
func isJSON(s string) bool {
	decoder := json.NewDecoder(strings.NewReader(s))
	for {
		var value json.RawMessage
		if err := decoder.Decode(&value); err != nil {
			return errors.Is(err, io.EOF)
		}
	}
}

// nextString is the next string of a JSON text, with its quotes; end is 0 for none.
func nextString(s string, from int) (start, end int) {
	k := strings.IndexByte(s[from:], '"')
	if k < 0 {
		return 0, 0
	}
	start = from + k
	for i := start + 1; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '"':
			return start, i + 1
		}
	}
	return 0, 0
}

// escaped is a value as it is written inside so many strings of JSON.
func escaped(value string, depth int) string {
	for range depth {
		var text strings.Builder
		encoder := json.NewEncoder(&text)
		encoder.SetEscapeHTML(false)
		if encoder.Encode(value) != nil { // a string can always be encoded
			return value
		}
		value = strings.TrimSuffix(strings.TrimSpace(text.String())[1:], `"`)
	}
	return value
}
