package secret

import "strings"

// words says that a value is made of words with at most short numbers, so the
// name of something: "my-secret-1", "gpt-4o-mini", "base64-encoded". A number
// inside a word is none: "s3cret".
func words(value string) bool {
	numbers, separators, digitRun, consonants, inside := 0, 0, 0, 0, 0
	for i := range len(value) {
		b := value[i]
		switch {
		case digits.has(b):
			if digitRun == 0 {
				numbers++
				inside = 0
				if i > 0 && letters.has(value[i-1]) {
					inside = 1
				}
			}
			if digitRun++; digitRun > 3 {
				return false
			}
			consonants = 0
			continue
		case letters.has(b):
			if inside > 0 {
				if inside++; inside > 2 {
					return false
				}
			}
			if strings.IndexByte("aeiouy", lowered(b)) >= 0 {
				consonants = 0
			} else if consonants++; consonants > 5 {
				return false
			}
		case b == '-' || b == '_' || b == '.' || b == '/' || b == ':':
			separators++
			consonants, inside = 0, 0
		default:
			return false
		}
		digitRun = 0
	}
	if separators == 0 && numbers > 0 && len(value) >= 12 && letters.has(value[len(value)-1]) {
		return false // a word has its number at the end
	}
	return numbers <= 1+separators/2 && numbers*5 < len(value) && !caseMixed(value)
}

// caseMixed says that capitals stand among small letters and digits as in no name.
func caseMixed(value string) bool {
	changes := 0
	for i := 1; i < len(value); i++ {
		if !upper.has(value[i]) {
			continue
		}
		if previous := value[i-1]; digits.has(previous) || letters.has(previous) && i+1 < len(value) && !lower.has(value[i+1]) && lower.has(previous) {
			changes++
		}
	}
	return changes >= 2
}

// gibberish says that letters without digits were made by a machine: capitals
// in the middle of words, or more consonants in a row than a word has.
func gibberish(value string) bool {
	if !threeMoreBits.under(value) {
		return false
	}
	if n := camelWords(value); n > 4 && len(value) < 3*n {
		return true
	}
	run, longest := 0, 0
	for i := range len(value) {
		if !letters.has(value[i]) || strings.IndexByte("aeiouyAEIOUY", value[i]) >= 0 {
			run = 0
			continue
		}
		run++
		longest = max(longest, run)
	}
	return longest >= 7
}

// camelWords counts the words of a name in any case.
func camelWords(value string) int {
	n := 0
	for at := 0; at < len(value); n++ {
		start, end := nextWord(value, at)
		if start == end {
			break
		}
		at = end
	}
	return n
}

// code says that an unquoted value is an expression: a field, a call, an index,
// a name of several words.
func code(value string) bool {
	if value[0] == ':' || value[0] == '&' || value[0] == '!' {
		return true
	}
	if !letters.has(value[0]) && value[0] != '_' {
		return false
	}
	end := (word | dot).run(value, 0, len(value))
	if end < len(value) {
		return strings.IndexByte("([{", value[end]) >= 0
	}
	if strings.IndexByte(value, '.') < 0 {
		return camelWords(value) > 1 && identifier(value)
	}
	if last := value[strings.LastIndexByte(value, '.')+1:]; camelWords(last) > 1 && (identifier(last) || variable(last)) {
		return true
	}
	for segment := range strings.SplitSeq(value, ".") {
		if segment == "" || digits.has(segment[0]) || len(segment) > 3 && !identifier(segment) {
			return false
		}
	}
	return true
}

// variable says that a name is that of a secret itself: testRSA2048PrivateKey.
func variable(name string) bool {
	return word.all(name) && (kindOf(name) != nothing || endsFold(name, "key")) && camelWords(name) > 1
}

// identifier says that a name is made of words, with a number at its end at most.
func identifier(name string) bool {
	end := len(name)
	for end > 0 && len(name)-end < 4 && digits.has(name[end-1]) {
		end--
	}
	if !(letters | underscore).all(name[:end]) {
		return false
	}
	return end >= 3*camelWords(name[:end]) || !gibberish(name[:end]) && (upper|underscore).all(name[:end])
}
