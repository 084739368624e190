package secret

import "strings"

// random makes n characters of an alphabet for the proof of a detector, the
// same every time. Nothing in the repository looks like a key until it runs.
func random(a alphabet, n int, seed uint64) string {
	var pool []byte
	for b := byte(' '); b < 127; b++ {
		if a.has(b) && alnum.has(b) {
			pool = append(pool, b)
		}
	}
	state := seed*0x9E3779B97F4A7C15 + 0x2545F4914F6CDD1D
	out := make([]byte, n)
	for i := range out {
		state ^= state << 13
		state ^= state >> 7
		state ^= state << 17
		out[i] = pool[(state>>33)%uint64(len(pool))]
	}
	return string(out)
}

func (t *token) value(prefix string) string {
	if t.sample != nil {
		return t.sample()
	}
	body := random(t.body, max(t.min, 1), uint64(len(t.name)+len(prefix)))
	if t.groups != "" {
		at, cut := 0, []byte(body)
		for i := 0; i < len(t.groups); i++ {
			if c := t.groups[i]; c < '0' || c > '9' {
				cut[at] = c
				at++
				continue
			}
			n := 0
			for ; i < len(t.groups) && '0' <= t.groups[i] && t.groups[i] <= '9'; i++ {
				n = n*10 + int(t.groups[i]-'0')
			}
			i--
			at += n
		}
		body = string(cut)
	}
	return prefix + body[:len(body)-len(t.suffix)] + t.suffix
}

func (t *token) hits() []string {
	var hits []string
	for _, prefix := range t.prefixes {
		value := t.value(prefix)
		value = value[:t.keep] + "«" + value[t.keep:] + "»"
		hits = append(hits, value, "use "+value+".", `{"k":"`+value+`"}`)
		if t.sample != nil {
			break
		}
	}
	return hits
}

func (t *token) misses() []string {
	prefix := t.prefixes[0]
	if t.min == 0 {
		return nil // the prefix is the token
	}
	misses := []string{
		prefix,                          // the prefix alone, as documentation has it
		prefix + "...",                  // shortened by hand
		"set it to " + prefix + "<KEY>", // a placeholder
	}
	misses = append(misses,
		prefix+strings.Repeat("x", t.max),                      // blackened
		t.value(prefix)+random(t.body, t.max-t.min+1, 99)+"Z9", // longer than the vendor makes them
	)
	if t.min > 6 {
		misses = append(misses, t.value(prefix)[:len(prefix)+min(t.min/2, 60)]) // the beginning of one, alone
	}
	return misses
}
