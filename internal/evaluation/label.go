package evaluation

import "strings"

// The labels that every evaluator's are read as, where they say the same.
const (
	Pass = "pass"
	Fail = "fail"
)

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
