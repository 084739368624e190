package pii

import (
	"strings"

	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
)

// A BIC with a digit is a code like others. One of letters only looks like a
// word, and is found behind its label.
var bicCodes = []detect.Code{
	{
		Entity: "SWIFT_BIC", Min: 8, Max: 11, Letters: true,
		Check:   bic,
		Context: []string{"bic", "swift", "swift code", "bic code", "swiftcode", "swift bic", "bank identifier"}, NeedsContext: true,
		Proof: detect.Proof{
			Hits: texts(
				"SWIFT code «DEUTDEFF500»",
				"bic «NTSBDEB1»",
			),
			Misses: texts(
				"BIC: COMMERCE",      // country ME.. is one, the rest a word: see bic
				"SWIFT: COBAXXFF",    // no country
				"COBADEFF",           // no word says that it is one
				"BIC code COBADEFF5", // nine characters
			),
		},
	},
}

var bicPatterns = []detect.Pattern{{
	Entity:   "SWIFT_BIC",
	Name:     "swift-bic",
	Prefixes: []string{"bic", "swift", "swiftcode", "biccode"},
	Fold:     true,
	Whole:    true,
	Find:     labelledBIC,
	Proof: detect.Proof{
		Hits: texts(
			"BIC: «COBADEFF»",
			"swift «BNPAFRPPXXX»",
			"SWIFT/BIC «DEUTDEFF»",
			`"bic": "«COBADEFF»"`,
			`swift_code="«DEUTDEFF»"`,
			"| BIC | «BNPAFRPPXXX» |",
			"<bic>«BNPAFRPPXXX»</bic>",
			"BIC: `«DEUTDEFF»`",
			"SWIFT:\n«COBADEFF»\n",
		),
		Misses: texts(
			"BIC: COMMERCE",             // a word with Montenegro in it
			"SWIFT: COBAXXFF",           // no country
			"swift PAYMENTS are faster", // a word
			"swift cobadeff",            // people write them in capitals
			"BICYCLES",                  // another word
			"BIC code COBADEFFX",        // nine characters
		),
	},
}}

func labelledBIC(text string, at int) (int, int, detect.Confidence) {
	i := at + wordLength(text, at)
	if !foldsTo(text[at:i], "bic", "swift", "swiftcode", "biccode") {
		return 0, 0, detect.None
	}
	if c := byteAt(text, i); c == '/' || c == '_' { // SWIFT/BIC, swift_code
		i++
		i += wordLength(text, i)
	}
	i = skipFiller(text, i, at+32)
	for i < at+32 && strings.IndexByte("|>*`\"\r\n\t ", byteAt(text, i)) >= 0 { // a table, an element, the next line
		i++
	}
	end := i
	for end < len(text) && end-i < 12 && isAlnum(text[end]) {
		end++
	}
	if bic(text[i:end], text[i:end]) == detect.None || !isFree(text, i) {
		return 0, 0, detect.None
	}
	return i, end, detect.High
}

// bic: bank, country, place and an optional branch. An English word of eight
// letters may have a country in the middle, so a known place or a digit is asked
// for where it could be one.
func bic(compact, printed string) detect.Confidence {
	if n := len(compact); n != 8 && n != 11 || len(printed) != n || hasLower(printed) {
		return detect.None
	}
	for i := range 4 {
		if !isUpper(compact[i]) {
			return detect.None
		}
	}
	country := compact[4:6]
	if !isUpper(country[0]) || !isUpper(country[1]) || !bicCountry[country[0]-'A'][country[1]-'A'] || commonWord(compact) {
		return detect.None
	}
	return detect.Medium
}

// bicCountries are the codes of ISO 3166-1 and XK, each between spaces.
const bicCountries = " AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ " +
	"CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY " +
	"HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ " +
	"NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ " +
	"UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW "

// bicCountry is bicCountries by the first and second letter.
var bicCountry = func() (known [26][26]bool) {
	for i := 1; i+2 < len(bicCountries); i += 3 {
		known[bicCountries[i]-'A'][bicCountries[i+1]-'A'] = true
	}
	return known
}()

// commonWord: what is written in capitals next to the word SWIFT or BIC and is none.
func commonWord(s string) bool {
	switch s {
	case "COMMERCE", "PAYMENTS", "TRANSFER", "BUSINESS", "PLATFORM", "REQUIRED", "OPTIONAL", "DOCUMENT", "SERVICES", "PROVIDER":
		return true
	}
	return false
}
