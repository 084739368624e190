package corpus

import (
	"encoding/json"
	"fmt"
	"strings"
)

const alphanumeric = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

func quote(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		return `""`
	}
	return string(b)
}

func (m *maker) email() string {
	names := []string{"ana", "li", "omar", "priya", "jonas", "mei", "tom", "lucia"}
	hosts := []string{"example.com", "example.org", "mail.example.net", "corp.example"}
	return fmt.Sprintf("%s.%s%d@%s", names[m.IntN(len(names))], names[m.IntN(len(names))], m.IntN(100), hosts[m.IntN(len(hosts))])
}

func (m *maker) phone() string {
	return fmt.Sprintf("+1 %d 555 01%02d", 201+m.IntN(700), m.IntN(100))
}

// card is a Visa number with its check digit, printed in one of three ways.
func (m *maker) card() string {
	digits := []byte{'4'}
	sum := 0
	for len(digits) < 15 {
		digits = append(digits, byte('0'+m.IntN(10)))
	}
	for i, c := range digits {
		d := int(c - '0')
		if i%2 == 0 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	n := string(append(digits, byte('0'+(10-sum%10)%10)))
	switch m.IntN(3) {
	case 0:
		return n
	case 1:
		return n[:4] + " " + n[4:8] + " " + n[8:12] + " " + n[12:]
	default:
		return n[:4] + "-" + n[4:8] + "-" + n[8:12] + "-" + n[12:]
	}
}

func (m *maker) uuid() string {
	return fmt.Sprintf("%08x-%04x-4%03x-8%03x-%012x", m.Uint32(), m.IntN(1<<16), m.IntN(1<<12), m.IntN(1<<12), m.Uint64()>>16)
}

// key is shaped like a vendor's.
func (m *maker) key() string {
	var b strings.Builder
	for range 36 {
		b.WriteByte(alphanumeric[m.IntN(len(alphanumeric))])
	}
	return []string{"hf" + "_", "r8" + "_", "gl" + "pat-"}[m.IntN(3)] + b.String()
}
