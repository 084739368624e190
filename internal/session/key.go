package session

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// Key names a session: the same id of two tenants is two sessions. The key of a
// session that only a trace holds together has the Session "trace:" and the trace
// id in hexadecimal.
type Key struct{ Tenant, Session string }

const (
	tracePrefix = "trace:"
	zeroUUID    = "00000000-0000-0000-0000-000000000000"

	maxText   = 256 // bytes of an id or name that are kept as they are
	keptBytes = 64  // of a longer one, before its hash
)

// Normalize returns a session id as keys have it: without space around it, and
// shortened if it is long, to its beginning and a hash. It reports false for what
// emitters write where they have no id: empty text, None, null, undefined, 0,
// and zeros shaped as a UUID.
func Normalize(id string) (string, bool) {
	id = strings.TrimSpace(id)
	switch id {
	case "", "None", "null", "undefined", "0", zeroUUID, "00000000000000000000000000000000":
		return "", false
	}
	return shorten(id), true
}

// shorten bounds a text, so that different ones stay different.
func shorten(text string) string {
	if len(text) <= maxText {
		return text
	}
	hash := sha256.Sum256([]byte(text))
	return strings.ToValidUTF8(text[:keptBytes], "") + "#" + hex.EncodeToString(hash[:16])
}

// The key of a session is kept as bytes: the length of the tenant, the length of
// the id or what stands for it, the tenant, the id. A UUID takes 16 bytes, as does
// the id of a trace.
const (
	keyHeader = 4
	uuidID    = 0xFFFF
	traceID   = 0xFFFE
)

func appendKeyHeader(dst []byte, tenant string, id int) []byte {
	dst = append(dst, byte(len(tenant)), byte(len(tenant)>>8), byte(id), byte(id>>8))
	return append(dst, tenant...)
}

func appendKey(dst []byte, tenant, id string) []byte {
	if raw, ok := parseUUID(id); ok {
		return append(appendKeyHeader(dst, tenant, uuidID), raw[:]...)
	}
	return append(appendKeyHeader(dst, tenant, len(id)), id...)
}

func appendTraceKey(dst []byte, tenant string, trace TraceID) []byte {
	return append(appendKeyHeader(dst, tenant, traceID), trace[:]...)
}

func isTraceKey(key []byte) bool { return int(key[2])|int(key[3])<<8 == traceID }

// validKey reports whether bytes are a key and nothing else.
func validKey(key []byte) bool {
	if len(key) < keyHeader {
		return false
	}
	tenant, id := int(key[0])|int(key[1])<<8, int(key[2])|int(key[3])<<8
	if id >= traceID {
		id = 16
	}
	return tenant <= maxText && id <= maxText && len(key) == keyHeader+tenant+id
}

// splitKey is the reverse of appendKey and appendTraceKey.
func splitKey(key []byte) Key {
	tenant, id := int(key[0])|int(key[1])<<8, int(key[2])|int(key[3])<<8
	rest := key[keyHeader+tenant:]
	out := Key{Tenant: string(key[keyHeader : keyHeader+tenant])}
	switch id {
	case uuidID:
		out.Session = formatUUID(rest)
	case traceID:
		out.Session = tracePrefix + hex.EncodeToString(rest)
	default:
		out.Session = string(rest)
	}
	return out
}

// parseTraceKey reads the id of a session that only a trace holds together.
func parseTraceKey(id string) (trace TraceID, ok bool) {
	text, found := strings.CutPrefix(id, tracePrefix)
	if !found || len(text) != 2*len(trace) {
		return trace, false
	}
	_, err := hex.Decode(trace[:], []byte(text))
	return trace, err == nil
}

// parseUUID reads the form that formatUUID writes, and no other: what is not
// written back the same is kept as text.
func parseUUID(id string) (raw [16]byte, ok bool) {
	if len(id) != 36 || id[8] != '-' || id[13] != '-' || id[18] != '-' || id[23] != '-' {
		return raw, false
	}
	n := 0
	for i := 0; i < len(id); {
		if id[i] == '-' && (i == 8 || i == 13 || i == 18 || i == 23) {
			i++
			continue
		}
		high, low := hexDigit(id[i]), hexDigit(id[i+1])
		if high < 0 || low < 0 {
			return raw, false
		}
		raw[n] = byte(high<<4 | low)
		n, i = n+1, i+2
	}
	return raw, true
}

func hexDigit(c byte) int {
	switch {
	case '0' <= c && c <= '9':
		return int(c - '0')
	case 'a' <= c && c <= 'f':
		return int(c-'a') + 10
	default:
		return -1
	}
}

func formatUUID(raw []byte) string {
	var text [36]byte
	hex.Encode(text[0:], raw[:4])
	hex.Encode(text[9:], raw[4:6])
	hex.Encode(text[14:], raw[6:8])
	hex.Encode(text[19:], raw[8:10])
	hex.Encode(text[24:], raw[10:16])
	text[8], text[13], text[18], text[23] = '-', '-', '-', '-'
	return string(text[:])
}
