package redact

import (
	"math/bits"
	"strings"

	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
)

const maxMediaTypeBytes = 128

// blob looks whether the block at base, of which rest is no letter or digit, is
// inside a long base64 run, and returns the run, or 0. It moves in blocks, so a megabyte costs little.
func (s *scanner) blob(base int, rest uint64) (start, end int) {
	t := s.text
	if class[t[base+trailing(rest)]]&(isBase64|isAlnum) == 0 { // a space, nearly always
		return 0, 0
	}
	if !looksEncoded(t[base : base+64]) { // first, or a long run that is no blob is measured from each of its blocks
		return 0, 0
	}
	start, end = base, blobEnd(t, base)
	if end < base+64 {
		return 0, 0
	}
	for start > s.blobUntil && base-start < s.r.minBlob && class[t[start-1]]&(isAlnum|isBase64) != 0 {
		start--
	}
	if end-start < s.r.minBlob {
		return 0, 0
	}
	return start, end
}

// looksEncoded tells base64 from a path or a rule of hyphens.
func looksEncoded(block string) bool {
	var upper, lower, digit, other int
	for i := range len(block) {
		switch k := class[block[i]]; {
		case k&isUpper != 0:
			upper++
		case k&isLower != 0:
			lower++
		case k&isDigit != 0:
			digit++
		default:
			other++
		}
	}
	return upper >= 6 && lower >= 6 && digit >= 1 && other <= 8 || digit == 64
}

// blobEnd is where the bytes of base64 that begin at i end.
func blobEnd(t string, i int) int {
	for i+64 <= len(t) {
		var b block
		classify(blockAt(t, i), &b)
		rest := ^b.alnum
		if rest&^b.punct != 0 || bits.OnesCount64(rest) > 16 {
			break
		}
		for ; rest != 0; rest &= rest - 1 {
			if k := i + bits.TrailingZeros64(rest); class[t[k]]&isBase64 == 0 {
				return k
			}
		}
		i += 64
	}
	for i < len(t) && class[t[i]]&(isAlnum|isBase64) != 0 {
		i++
	}
	return i
}

// dataURL recognises data:image/png;base64,... at i.
func (s *scanner) dataURL(i int) {
	t := s.text
	head := t[i:min(len(t), i+maxMediaTypeBytes)]
	k := strings.Index(head, ";base64,")
	if k < 0 || strings.ContainsAny(head[:k], " \n\"'") {
		return
	}
	s.addBlob(i, blobEnd(t, i+k+len(";base64,")))
}

func (s *scanner) addBlob(start, end int) {
	s.blobUntil = max(s.blobUntil, end)
	s.numberFrom = max(s.numberFrom, end)
	if s.r.blobs == KeepBlobs || inMarker(s.text, start, end) {
		return
	}
	s.candidates = append(s.candidates, candidate{start: start, end: end, detector: byBlob, entity: s.r.blobEntity, confidence: detect.Certain})
}
