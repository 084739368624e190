package signal

import (
	"errors"
	"fmt"
	"regexp"
)

// Bounds of patterns.
const (
	MaxPatterns    = 50
	maxPatternSize = 1000
)

// Patterns are how something is worded, in the syntax of RE2. The zero value matches nothing.
type Patterns struct{ all []*regexp.Regexp }

// Compile makes patterns. Its errors name the key, the rule and the value, all at once.
func Compile(key string, patterns []string) (Patterns, error) {
	var p Patterns
	var errs []error
	if len(patterns) > MaxPatterns {
		return p, fmt.Errorf("%s must be at most %d, got %d", key, MaxPatterns, len(patterns))
	}
	for i, pattern := range patterns {
		switch {
		case pattern == "":
			errs = append(errs, fmt.Errorf("%s[%d] must not be empty", key, i))
			continue
		case len(pattern) > maxPatternSize:
			errs = append(errs, fmt.Errorf("%s[%d] must have at most %d bytes, got %d", key, i, maxPatternSize, len(pattern)))
			continue
		}
		compiled, err := regexp.Compile(pattern)
		switch {
		case err != nil:
			errs = append(errs, fmt.Errorf("%s[%d] must be a regular expression in the syntax of RE2, got %q: %w", key, i, pattern, err))
		case compiled.MatchString(""):
			errs = append(errs, fmt.Errorf("%s[%d] must not match everything, got %q", key, i, pattern))
		default:
			p.all = append(p.all, compiled)
		}
	}
	return p, errors.Join(errs...)
}

// Any reports whether there are patterns.
func (p Patterns) Any() bool { return len(p.all) > 0 }

// Match reports whether one of them is in a text.
func (p Patterns) Match(text string) bool {
	for _, pattern := range p.all {
		if pattern.MatchString(text) {
			return true
		}
	}
	return false
}

// Correction looks for corrections in what the user said last: the last message, if it is
// the user's and not the result of a tool.
func (r *Reader) Correction(messages string, corrections Patterns) bool {
	const most = 2000 // of a message; people put their complaint first
	if !corrections.Any() {
		return false
	}
	last, found := -1, false
	whole := r.Read(messages, func(p Part) {
		if p.Message != last {
			last, found = p.Message, false
		}
		if p.Role == "user" && p.Kind == PartText && corrections.Match(p.Text[:min(len(p.Text), most)]) {
			found = true
		}
	})
	return whole && found && last == r.messages-1
}
