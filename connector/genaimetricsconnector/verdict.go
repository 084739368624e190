package genaimetricsconnector

import (
	"encoding/binary"
	"hash/maphash"
	"math"
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/otelcol-genai/otelcol-genai/internal/genai"
)

// sameMoment is how far apart the times of one verdict may be where it is told twice: an
// SDK that writes a span event and a log record takes the time for each.
const sameMoment = 100 * time.Millisecond

// verdictIdentity is a verdict that was counted: a hash of what it says and of what it
// judges, and a moment. A verdict with an id of its own has no moment.
type verdictIdentity struct {
	hash   uint64
	moment int64 // in sameMoment since 1970; -1 for none
}

type verdictHash struct{ seed maphash.Seed }

func newVerdictHash() verdictHash { return verdictHash{seed: maphash.MakeSeed()} }

// told reports whether the verdict was counted before. One without id and time has no
// identity and never was.
func (s *scores) told(e *genai.Evaluation, resource pcommon.Map) bool {
	if e.ID == "" && e.At == 0 {
		return false
	}
	hash := s.hash.of(e, resource)
	if e.ID != "" {
		return s.seen.Seen(verdictIdentity{hash: hash, moment: -1})
	}
	moment := int64(e.At / pcommon.Timestamp(sameMoment)) // #nosec G115 -- a tenth of seconds fits
	return s.seen.Seen(verdictIdentity{hash, moment}, verdictIdentity{hash, moment - 1}, verdictIdentity{hash, moment + 1})
}

// of hashes what makes two verdicts one. With an id that is the id, what it judges and
// the name. What a verdict is of is told by its span, else its trace, else the response,
// else the session: forms do not tell all of them. One of nothing is the service's.
func (v verdictHash) of(e *genai.Evaluation, resource pcommon.Map) uint64 {
	var h maphash.Hash
	h.SetSeed(v.seed)
	text := func(s string) {
		_, _ = h.WriteString(s) // never fails
		_ = h.WriteByte(0)
	}
	switch {
	case !e.Trace.IsEmpty():
		_, _ = h.Write(e.Trace[:])
		_, _ = h.Write(e.Span[:])
	case e.ResponseID != "":
		text(e.ResponseID)
	case e.SessionID != "":
		text(e.SessionID)
	default:
		text(resourceOf(resource).ServiceName)
	}
	text(e.Name)
	if e.ID != "" {
		text(e.ID)
		return h.Sum64()
	}
	text(e.Evaluator)
	text(e.Label)
	text(e.ErrorType)
	var score [8]byte
	binary.LittleEndian.PutUint64(score[:], math.Float64bits(e.Score))
	_, _ = h.Write(score[:])
	return h.Sum64()
}
