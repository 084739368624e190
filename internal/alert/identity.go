package alert

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"strings"
)

// digest is a hash of texts, in which none can pass for two others.
func digest(texts ...string) string {
	hash := sha256.New()
	var size [4]byte
	for _, text := range texts {
		binary.BigEndian.PutUint32(size[:], uint32(len(text)))
		hash.Write(size[:])
		hash.Write([]byte(text))
	}
	return hex.EncodeToString(hash.Sum(nil)[:16])
}

func digestLabels(labels []Label) string {
	texts := make([]string, 0, 2*len(labels))
	for _, l := range labels {
		texts = append(texts, l.Name, l.Value)
	}
	return digest(texts...)
}

// maxSegment bounds a part of a key, so that a key has at most 255 bytes.
const maxSegment = 64

// keyOf is an incident's key: genai/<rule>/<service>/<hash of what it is about>.
func keyOf(rule, service, hash string) string {
	return "genai/" + segment(rule) + "/" + segment(service) + "/" + hash
}

// segment is a text as a part of a key. Two that become the same are told apart by the hash.
func segment(text string) string {
	if text == "" {
		return "-"
	}
	clean := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '.', r == '-', r == '_':
			return r
		default:
			return '_'
		}
	}, text)
	return clean[:min(len(clean), maxSegment)]
}
