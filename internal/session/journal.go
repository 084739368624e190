package session

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"slices"
	"time"

	"github.com/otelcol-genai/otelcol-genai/internal/budget"
)

// An entry of the journal is a version, its kind, the length of what follows and a
// checksum of all that, and the input as it was given to the ledger.
const (
	journalVersion = 2 // 1 knew no odd results, no verdicts and no log records
	entryHeader    = 2 + 4 + 4
)

type entryKind byte

const (
	entryPostings entryKind = iota + 1
	entryTick
	entryLimit
	entryEnd
	entryDelivered
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// beginEntry appends room for a header; endEntry fills it in.
func beginEntry(dst []byte, kind entryKind) []byte {
	return append(dst, journalVersion, byte(kind), 0, 0, 0, 0, 0, 0, 0, 0)
}

func endEntry(dst []byte, begin int) []byte {
	body := dst[begin+entryHeader:]
	binary.LittleEndian.PutUint32(dst[begin+2:], uint32(len(body)))
	sum := crc32.Update(crc32.Checksum(dst[begin:begin+6], castagnoli), castagnoli, body)
	binary.LittleEndian.PutUint32(dst[begin+6:], sum)
	return dst
}

// cutEntry takes the first entry off a record.
func cutEntry(record []byte) (kind entryKind, body, rest []byte, err error) {
	if len(record) < entryHeader {
		return 0, nil, nil, fmt.Errorf("journal: %d bytes of an entry: %w", len(record), ErrCorrupt)
	}
	if record[0] == 0 || record[0] > journalVersion {
		return 0, nil, nil, fmt.Errorf("journal: entry of version %d: %w", record[0], ErrVersion)
	}
	size := uint64(binary.LittleEndian.Uint32(record[2:]))
	if size > uint64(len(record)-entryHeader) {
		return 0, nil, nil, fmt.Errorf("journal: entry of %d bytes, %d are there: %w", size, len(record)-entryHeader, ErrCorrupt)
	}
	body, rest = record[entryHeader:entryHeader+int(size)], record[entryHeader+int(size):]
	sum := crc32.Update(crc32.Checksum(record[:6], castagnoli), castagnoli, body)
	if sum != binary.LittleEndian.Uint32(record[6:]) {
		return 0, nil, nil, fmt.Errorf("journal: checksum of an entry of %d bytes: %w", size, ErrCorrupt)
	}
	return entryKind(record[1]), body, rest, nil
}

// AppendTick appends a journal entry of a call of [Ledger.Tick].
func AppendTick(dst []byte, now time.Time) []byte {
	begin := len(dst)
	return endEntry(appendInt(beginEntry(dst, entryTick), unixNano(now)), begin)
}

// AppendLimit appends a journal entry of a call of [Ledger.SetLimit], whatever came of
// it but [ErrRevision].
func AppendLimit(dst []byte, now time.Time, key Key, limit *budget.Limit) []byte {
	begin := len(dst)
	dst = appendKeyText(appendInt(beginEntry(dst, entryLimit), unixNano(now)), key)
	if dst = appendBool(dst, limit != nil); limit != nil {
		dst = appendLimit(dst, *limit)
	}
	return endEntry(dst, begin)
}

// AppendEnd appends a journal entry of a call of [Ledger.End].
func AppendEnd(dst []byte, now time.Time, key Key) []byte {
	begin := len(dst)
	return endEntry(appendKeyText(appendInt(beginEntry(dst, entryEnd), unixNano(now)), key), begin)
}

// AppendDelivered appends a journal entry of a call of [Ledger.Delivered].
func AppendDelivered(dst []byte, through uint64) []byte {
	begin := len(dst)
	return endEntry(appendUint(beginEntry(dst, entryDelivered), through), begin)
}

func appendKeyText(dst []byte, key Key) []byte {
	return appendText(appendText(dst, key.Tenant), key.Session)
}

func appendLimit(dst []byte, limit budget.Limit) []byte {
	return appendInt(appendInt(appendInt(dst, limit.NanoUSD), limit.Tokens), limit.Calls)
}

func (r *reader) limit() budget.Limit {
	return budget.Limit{NanoUSD: r.int(), Tokens: r.int(), Calls: r.int()}
}

func (r *reader) key() Key { return Key{Tenant: r.string(), Session: r.string()} }

func (r *reader) time() time.Time { return time.Unix(0, r.int()) }

// replay is what Replay needs again and again.
type replay struct {
	// renumbered: events have other numbers than when the journal was written, as the
	// budgets are others. What it says was delivered may be another event.
	renumbered bool

	version    byte  // of the entry
	attributes []int // for each of the journal's the place in the configuration's, -1 for none; nil for the same
	width      int   // of the configuration's
	postings   []Posting
	receipts   []Receipt
	texts      []string
	scopes     []string
}

// Replay does what a record of the journal says, which may hold several entries.
// A record that is not whole is refused before anything of it is done.
func (l *Ledger) Replay(record []byte) error {
	for rest := record; len(rest) > 0; {
		kind, body, behind, err := cutEntry(rest)
		if err != nil {
			return err
		}
		l.replay.version = rest[0]
		if _, err := l.decode(kind, body); err != nil {
			return err
		}
		rest = behind
	}
	for rest := record; len(rest) > 0; {
		kind, body, behind, err := cutEntry(rest)
		if err != nil {
			return err
		}
		l.replay.version = rest[0]
		do, err := l.decode(kind, body)
		if err != nil {
			return err
		}
		do()
		rest = behind
	}
	return nil
}

// decode reads an entry and returns what does it.
func (l *Ledger) decode(kind entryKind, body []byte) (do func(), err error) {
	in := reader{rest: body}
	switch kind {
	case entryPostings:
		base := in.int()
		now := time.Unix(0, base)
		l.replay.read(&in, base)
		do = func() { l.repost(now) }
	case entryTick:
		now := in.time()
		do = func() { l.Tick(now) }
	case entryLimit:
		now, key := in.time(), in.key()
		var limit *budget.Limit
		if in.bool() {
			given := in.limit()
			limit = &given
		}
		do = func() { _, _ = l.SetLimit(now, key, limit, 0) }
	case entryEnd:
		now, key := in.time(), in.key()
		do = func() { l.End(now, key) }
	case entryDelivered:
		through := in.uint()
		do = func() {
			if !l.replay.renumbered {
				l.Delivered(through)
			}
		}
	default:
		return nil, fmt.Errorf("journal: entry of kind %d: %w", kind, ErrCorrupt)
	}
	if in.failed || len(in.rest) > 0 {
		return nil, fmt.Errorf("journal: entry of kind %d and %d bytes: %w", kind, len(body), ErrCorrupt)
	}
	return do, nil
}

func (l *Ledger) repost(now time.Time) {
	l.Post(now, l.replay.postings, l.replay.receipts)
	if l.config.Replayed != nil {
		l.config.Replayed(l.replay.postings, l.replay.receipts)
	}
}

// read reads postings as AppendPostings wrote them.
func (r *replay) read(in *reader, base int64) {
	n := in.count(minPosting)
	scope := int(in.upTo(maxScopes))
	if in.failed || scope > 0 && n > maxScopes/scope {
		in.fail()
		return
	}
	r.texts = append(r.texts[:0], "")
	r.postings = slices.Grow(r.postings[:0], n)[:n]
	r.receipts = slices.Grow(r.receipts[:0], n)[:n]
	width := scope
	if r.attributes != nil {
		width = r.width
	}
	r.scopes = slices.Grow(r.scopes[:0], n*width)[:n*width]
	clear(r.scopes)
	for i := range r.postings {
		p := &r.postings[i]
		*p = Posting{Scope: r.scopes[i*width : (i+1)*width]}
		r.posting(in, p, base, scope)
		if in.failed {
			return
		}
	}
}
