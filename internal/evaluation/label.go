package evaluation

import "strings"

// The labels that every evaluator's are read as, where they say the same.
const (
	Pass = "pass"
	Fail = "fail"
)

// OtherLabel stands for the labels past the bound of [Labels].
const OtherLabel = "_OTHER"

// Words that are a verdict, and words that answer a question. What a yes is worth
// depends on the question: yes, it is toxic.
var (
	passWords = [...]string{"pass", "passed", "positive", "thumbs_up", "thumb_up", "thumbs up", "good", "correct", "success"}
	failWords = [...]string{"fail", "failed", "negative", "thumbs_down", "thumb_down", "thumbs down", "bad", "incorrect", "failure"}
	yesWords  = [...]string{"true", "yes"}
	noWords   = [...]string{"false", "no"}
)

// verdictOf is pass or fail where a label says so, else "".
func (s Scale) verdictOf(label string) string {
	yes, no := Pass, Fail
	if s.LowerIsBetter {
		yes, no = Fail, Pass
	}
	switch {
	case among(label, passWords[:]):
		return Pass
	case among(label, failWords[:]):
		return Fail
	case among(label, yesWords[:]):
		return yes
	case among(label, noWords[:]):
		return no
	default:
		return ""
	}
}

func among(label string, words []string) bool {
	for _, word := range words {
		if strings.EqualFold(label, word) {
			return true
		}
	}
	return false
}

// Labels bounds how many words an evaluator may use: a judge that answers with prose
// must not take the room of all others. It is not safe for concurrent use.
type Labels struct {
	each, all int
	known     map[spoken]struct{}
	counts    map[speaker]int
}

type speaker struct{ name, evaluator string }

type spoken struct {
	speaker
	word string
}

// NewLabels allows each evaluator so many words, and all of them together so many.
func NewLabels(each, all int) *Labels {
	return &Labels{each: each, all: all, known: make(map[spoken]struct{}), counts: make(map[speaker]int)}
}

// Bound returns the word where there is room for it, else [OtherLabel]. Pass, fail and
// none take no room.
func (l *Labels) Bound(name, evaluator, word string) string {
	if word == "" || word == Pass || word == Fail {
		return word
	}
	by := speaker{name: name, evaluator: evaluator}
	if _, ok := l.known[spoken{by, word}]; ok {
		return word
	}
	if len(l.known) >= l.all || l.counts[by] >= l.each {
		return OtherLabel
	}
	by = speaker{name: strings.Clone(name), evaluator: strings.Clone(evaluator)}
	l.known[spoken{by, strings.Clone(word)}] = struct{}{}
	l.counts[by]++
	return word
}
