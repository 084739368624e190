package identity

import (
	_ "embed"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Words that tell whose name a name is: see the files.
var (
	//go:embed names/given.txt
	givenText string
	//go:embed names/either.txt
	eitherText string
	//go:embed names/family.txt
	familyText string
	//go:embed names/nouns.txt
	nounText string

	given, either, family, nouns = wordsOf(givenText), wordsOf(eitherText), wordsOf(familyText), wordsOf(nounText)
)

func wordsOf(text string) map[string]bool {
	words := map[string]bool{}
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		for word := range strings.FieldsSeq(line) {
			words[word] = true
		}
	}
	return words
}

// isPerson reports whether a text is the first and last name of somebody and nothing
// else, where agents, tools and companies have names of two words as well: two or
// three capitalised words of which the first is a given name and none is a noun that
// such things are called.
func isPerson(text string) bool {
	words := strings.Split(text, " ")
	if len(words) < 2 || len(words) > 3 {
		return false
	}
	for i, word := range words {
		initial := i == 1 && len(words) == 3 && len(strings.TrimSuffix(word, ".")) == 1
		if !isCapitalised(word) && !initial {
			return false
		}
		words[i] = plain(word)
	}
	first, _, _ := strings.Cut(words[0], "-") // Jean-Pierre
	last := words[len(words)-1]
	if given[first] && family[last] { // Maria Hill
		return true
	}
	if slices.ContainsFunc(words, func(word string) bool { return nouns[word] }) {
		return false
	}
	return given[first] || either[first] && family[last]
}

// isCapitalised reports whether a word is a capital letter and small ones, with what
// stands in names: O'Neil, El-Sayed, McDonald.
func isCapitalised(word string) bool {
	first, _ := utf8.DecodeRuneInString(word)
	if !unicode.IsUpper(first) || utf8.RuneCountInString(word) < 2 || strings.ContainsFunc(word, isNoNameRune) {
		return false
	}
	capitals, small := 0, false
	for _, r := range word {
		if unicode.IsUpper(r) {
			capitals++
		}
		small = small || unicode.IsLower(r)
	}
	return capitals <= 2 && small
}

// plain is a word in small letters without the accents of European languages.
func plain(word string) string { return unaccented.Replace(strings.ToLower(word)) }

var unaccented = strings.NewReplacer(
	"à", "a", "á", "a", "â", "a", "ã", "a", "ä", "a", "å", "a", "ā", "a", "ă", "a", "ą", "a",
	"æ", "ae",
	"ç", "c", "ć", "c", "ĉ", "c", "ċ", "c", "č", "c",
	"ď", "d", "đ", "d",
	"è", "e", "é", "e", "ê", "e", "ë", "e", "ē", "e", "ĕ", "e", "ė", "e", "ę", "e", "ě", "e",
	"ĝ", "g", "ğ", "g", "ġ", "g", "ģ", "g",
	"ĥ", "h",
	"ì", "i", "í", "i", "î", "i", "ï", "i", "ĩ", "i", "ī", "i", "ĭ", "i", "į", "i", "ı", "i",
	"ĵ", "j",
	"ķ", "k",
	"ĺ", "l", "ļ", "l", "ľ", "l", "ł", "l",
	"ñ", "n", "ń", "n", "ņ", "n", "ň", "n",
	"ò", "o", "ó", "o", "ô", "o", "õ", "o", "ö", "o", "ø", "o", "ō", "o", "ŏ", "o", "ő", "o",
	"ŕ", "r", "ŗ", "r", "ř", "r",
	"ś", "s", "ŝ", "s", "ş", "s", "š", "s", "ș", "s",
	"ß", "ss",
	"ţ", "t", "ť", "t", "ț", "t",
	"ù", "u", "ú", "u", "û", "u", "ü", "u", "ũ", "u", "ū", "u", "ŭ", "u", "ů", "u", "ű", "u", "ų", "u",
	"ŵ", "w",
	"ý", "y", "ÿ", "y", "ŷ", "y",
	"ź", "z", "ż", "z", "ž", "z",
)
