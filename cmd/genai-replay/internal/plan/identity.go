package plan

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"time"
)

// Identity is all that the ids of a session are made of. Session ids come from
// Seed, Ordinal and Recorded. Trace, span and call ids come from Began as well:
// a replay at another time makes other calls of the same sessions, and the very
// same time makes the very same ids.
type Identity struct {
	Seed     uint64
	Ordinal  int    // position in the replay
	Recorded string // the recording's name for the session
	Began    time.Time
	// Service runs the session; nil for the one whose turn it is.
	Service *Service
}

// SessionID is a UUID (version 8, free form).
func (i Identity) SessionID() string {
	id := i.digest("session", 0, time.Time{})
	id[6] = id[6]&0x0f | 0x80
	id[8] = id[8]&0x3f | 0x80
	text := hex.EncodeToString(id[:16])
	return text[:8] + "-" + text[8:12] + "-" + text[12:16] + "-" + text[16:20] + "-" + text[20:]
}

func (i Identity) traceID(n uint64) [16]byte {
	sum := i.digest("trace", n, i.Began)
	return [16]byte(sum[:16])
}

func (i Identity) spanID(n uint64) [8]byte {
	sum := i.digest("span", n, i.Began)
	return [8]byte(sum[:8])
}

// callID looks like the provider's: a prefix and 24 letters and digits.
func (i Identity) callID(prefix string, n uint64) string {
	sum := i.digest(prefix, n, i.Began)
	return prefix + hex.EncodeToString(sum[:12])
}

func (i Identity) digest(what string, n uint64, began time.Time) [sha256.Size]byte {
	text := make([]byte, 0, 96)
	text = binary.BigEndian.AppendUint64(text, i.Seed)
	text = binary.BigEndian.AppendUint64(text, uint64(i.Ordinal))
	text = binary.BigEndian.AppendUint64(text, n)
	if !began.IsZero() {
		text = binary.BigEndian.AppendUint64(text, uint64(began.UnixNano()))
	}
	text = append(text, what...)
	text = append(text, 0)
	text = append(text, i.Recorded...)
	return sha256.Sum256(text)
}
