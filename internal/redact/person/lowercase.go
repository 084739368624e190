package person

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
)

// presented finds who says who they are where other things are said as well: I'm,
// I am. It takes a given name that is known.
func presented() detect.Pattern {
	return detect.Pattern{
		Entity: Name, Name: "presented-name", Prefixes: []string{"am ", "'m ", "im "}, Fold: true,
		Find: func(text string, at int) (int, int, detect.Confidence) {
			i := at + strings.IndexByte(text[at:], ' ') + 1
			if !ofSpeaker(text, at) || !given[strings.ToLower(text[i:wordEnd(text, i)])] {
				return 0, 0, detect.None
			}
			if start, end, c := nameAt(text, i); c != detect.None {
				return start, end, c
			}
			return smallName(text, i)
		},
		Proof: detect.Proof{
			Hits: func() []string {
				return []string{"hi, i'm «maria garcia» and i", "I'm «Maria Garcia» from accounting", "i am «john smith».", "I am «Jonas», hello", "im «anna», hi"}
			},
			Misses: func() []string {
				return []string{"I'm looking for shoes", "I am legend", "i'm maria's friend", "at 5 am john comes", "5 m peter", "jim anna"}
			},
		},
	}
}

// ofSpeaker reports the am of "I am" and the m of "I'm", at the beginning of words.
func ofSpeaker(text string, at int) bool {
	if text[at]|0x20 == 'i' { // im
		return at == 0 || !letterBefore(text, at)
	}
	i := at // behind the I
	if text[at] != '\'' {
		i--
	}
	return i > 0 && (i == at || text[i] == ' ') && text[i-1]|0x20 == 'i' && (i == 1 || !letterBefore(text, i-1))
}

func letterBefore(text string, i int) bool {
	r, _ := utf8.DecodeLastRuneInString(text[:i])
	return unicode.IsLetter(r) || unicode.IsDigit(r) || r == '\'' || r == '_'
}

// smallName reads a name in small letters: a given name that is known and what may be
// a family name, or two words that are as good as no others, at the end of a sentence.
func smallName(text string, i int) (start, end int, c detect.Confidence) {
	first := wordEnd(text, i)
	known := given[text[i:first]]
	if first == i || !known && !sentenceNear(text, first) || !small(text[i:first]) || !known && !nameLike(text[i:first]) {
		return 0, 0, detect.None
	}
	last := first
	for words := 1; words < maxSmallWords && last < len(text) && text[last] == ' '; words++ {
		n := wordEnd(text, last+1)
		w := text[last+1 : n]
		if !small(w) || !particle(w) && !nameLike(w) {
			break
		}
		last = n
	}
	for strings.LastIndexByte(text[i:last], ' ') > 0 && particle(text[strings.LastIndexByte(text[:last], ' ')+1:last]) {
		last = strings.LastIndexByte(text[:last], ' ')
	}
	switch {
	case nameEnds(text, last) && (known || last > first && sentenceEnds(text, last)):
		return i, last, detect.High
	case known && first < len(text) && text[first] != '\'' && text[first] != '-':
		return i, first, detect.High
	}
	return 0, 0, detect.None
}

// small reports a word of small letters, of which a name has two at least.
func small(w string) bool {
	return utf8.RuneCountInString(w) >= 2 && !strings.ContainsFunc(w, func(r rune) bool { return !unicode.IsLower(r) && r != '-' })
}

// nameEnds reports what may follow a name: the end of a sentence, or a word that is
// none of it.
func nameEnds(text string, i int) bool {
	if sentenceEnds(text, i) {
		return true
	}
	return text[i] == ' ' && !nameLike(text[i+1:wordEnd(text, i+1)])
}

// maxSmallWords is how many words a name in small letters has at the most.
const maxSmallWords = 4

// sentenceNear reports whether a sentence may end behind no more words than a name has: the
// cheap test that a name of words nobody knows is turned down by.
func sentenceNear(text string, i int) bool {
	for spaces := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == ' ':
			if spaces++; spaces == maxSmallWords {
				return false
			}
		case c < 'A' && c != '\'' && c != '-':
			return sentenceEnds(text, i)
		}
	}
	return true
}

func sentenceEnds(text string, i int) bool {
	return i >= len(text) || strings.IndexByte(",.!?;\n\"", text[i]) >= 0 && (text[i] != '.' || i+1 >= len(text) || text[i+1] <= ' ' || text[i+1] == '"')
}

// nameLike reports a word that is none of those with which sentences go on.
func nameLike(w string) bool {
	if w == "" || plainWords[w] {
		return false
	}
	for _, end := range [...]string{"ing", "ed", "ly", "able", "ible", "ful", "less", "ous", "ive", "tion", "ment", "ness", "ity", "ized", "ised", "ten", "ken", "den"} {
		if strings.HasSuffix(w, end) && !given[w] {
			return false
		}
	}
	return true
}

// plainWords are words that stand behind "my name is" and its like in other
// languages, or behind a name.
var plainWords = func() map[string]bool {
	words := map[string]bool{}
	for w := range strings.FieldsSeq(`
a about above absent again all almost already also always an and another any are as at attached available back bad based be because been before behind below best better big blank both but by called can changed clear
close common complete correct could different dirty do does done down due each easy either else empty enough even ever every everywhere exactly fake false far fine first for foreign forever free from full funny gone good great had hard has have
he hence her here hers hidden high his how however i if important in incorrect inside instead into invalid irrelevant is it its just kept kind known last late left legion less like listed literally little live long longer lost low made many
may me mine missing misspelt more most much must my near need needs never new next nice no nobody none nor not nothing now of off ok okay old on once one only open or other otherwise our out outside over own part per perfect pretty private
probably public quite rare rather real really required right same secret seen sensitive shared she short should shown similar simple simply since so some something somewhere soon special spelt still strange stuck such sure taken than that the their
them then there these they this those though to today together too top true twice two under unique unknown until up us used usually valid very visible wanted was we well were what when where which while who whose why will with without won't
adım wrong yes yet you your yours help please speaking calling here writing thanks thank hi hello work works live lives want wants would trying try got get am was new user account number order email phone spelled synonymous knowledge
y e et und ich bin aus von i'm soy tengo de la el en para necesito quiero mi que no pas j'ai je suis voglio sono da per ho bisogno preciso quero sou e og ik ben en uit jestem z i oraz och jag är og я мне и из нужна нужен хочу
igual falsch geschrieben nicht hier schon auch noch hase comme ça aquí incorrecto correcto mal está es también anders niet ook hier verkeerd sbagliato qui anche non
`) {
		words[w] = true
	}
	return words
}()
