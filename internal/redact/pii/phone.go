package pii

import "github.com/otelcol-genai/otelcol-genai/internal/redact/detect"

const phoneEntity = "PHONE_NUMBER"

// phoneContext are the words beside phone numbers. "call" alone is not among
// them: agents call tools all day.
var phoneContext = []string{
	"phone", "phone number", "phonenumber", "telephone", "tel", "mobile", "mobil", "cell", "cellphone", "fax", "whatsapp", "sms", "landline", "hotline", "helpline",
	"call me", "call us", "call him", "call her", "call them", "call at", "reach me", "reach us", "reach him", "reach her", "reach at", "text me", "text us", "messages to", "ring me", "dial", "contact number",
	"telefon", "telefonnummer", "handy", "handynummer", "rufnummer", "rückruf", "téléphone", "numéro de téléphone", "portable", "mi número", "meine nummer", "mon numéro", "teléfono", "móvil", "celular", "telefone", "telemóvel",
	"telefono", "cellulare", "telefoon", "mobiel", "puhelin", "komórka", "telefonu", "cep", "телефон", "тел", "мобильный", "номер телефона", "τηλέφωνο",
	"tél", "tel no", "tlf", "tlfnr", "tfn", "puh", "puhelinnumero", "gsm", "natel", "fone", "cel", "cell number", "mobile no", "mobile number", "contact no", "telefoonnummer", "telefonnr", "my number",
	"ring mig", "ring til", "appelez", "llámame", "llamame", "llámeme", "chiamami", "bel me", "bel ons", "zadzwoń", "ligue", "ruf mich", "anrufen", "erreichbar", "numer telefonu", "telefonní", "telefonszám",
	"моб", "звоните", "позвоните", "נייד", "연락처", "전화번호", "联系方式", "連絡先",
	"电话", "手机", "電話", "携帯", "手機", "전화", "휴대폰", "โทร", "هاتف", "जंगम", "फोन", "मोबाइल", "טלפון",
}

var phonePatterns = []detect.Pattern{
	{
		Entity: phoneEntity,
		Name:   "international-phone",
		Anchor: '+',
		Next:   "(0123456789",
		Find:   international,
		Proof: detect.Proof{
			Hits: texts(
				"«+14155550132»",
				"«+44 20 7946 0958»",
				"ring «+44 (0)20 7946 0958», please",
				"«+1 (415) 555-0132»",
				"«+49 89 636-48018»",
				"«+91 4155 550132» is mine",
				"tel:«+33-1-09-75-83-51»",
				"«+63 917 123 4567», or +63 call later",
				"«+1 415 555 0132» 2024", // the year is not part
				"电话«+86 138 0013 8000»谢谢",
				"«+90 (532) 123 45 67»",
			),
			Misses: texts(
				"x+14155550132",        // hangs on a name
				"1e+14155550132",       // an exponent
				"+1 123 456 7890",      // no area code begins with 1
				"+0100 and +05:30",     // time zones
				"+44 20 79",            // too short
				"+999 123456789",       // no country
				"C++ 14155550132",      // a language
				"a + 4155550132",       // a sum
				"+1415555013299",       // too long for its country
				"@@ -120,7 +120,12 @@", // a hunk of a patch
				"+44444444444",         // one digit
			),
		},
	},
	{
		Entity: phoneEntity,
		Name:   "north-american-phone",
		Anchor: '(',
		After:  detect.Digit,
		Find:   parenthesised,
		Proof: detect.Proof{
			Hits: texts(
				"«(415) 555-0132»",
				"«(415)555-0132»",
				"call «(415) 555.0132» now",
				"«1 (415) 555-0132»",
			),
			Misses: texts(
				"(115) 555-0132",     // no area code begins with 1
				"(415) 155-0132",     // nor an exchange
				"(911) 555-0132",     // an emergency number
				"f(415) 555-0132",    // a call
				"(415) 555-01321",    // too long
				"see (200) 300-4000", // area code 200 is not in use
			),
		},
	},
	{
		Entity:  phoneEntity,
		Name:    "national-phone-parenthesised",
		Anchor:  '(',
		After:   detect.Digit,
		Context: phoneContext, NeedsContext: true,
		Find: dialledCode,
		Proof: detect.Proof{
			Hits: texts("call me on «(64) 3591-3246»?", "тел. «8 (495) 123-45-67»", "tel. «(0171) 123 45 67»", "telefone: «(11) 91234-5678»"),
			Misses: texts(
				"see (64) 3591-3246",            // no word says that it is one
				"phone (64) 35",                 // too short
				"phone (64) 3591-3246-12345678", // too long
				"phone(64) 3591-3246",           // a call
			),
		},
	},
}

// international reads a number in E.164: a plus sign, a calling code, and as many
// digits as numbers of that country have. What follows in the same style may
// belong to something else, so the longest beginning that fits counts.
func international(text string, at int) (int, int, detect.Confidence) {
	if c := byteAt(text, at-1); isAlnum(c) || c == '+' || c == '_' || c == ')' {
		return 0, 0, detect.None
	}
	var digits [16]byte
	n, best := 0, 0
	i := at + 1
	if byteAt(text, i) == '(' { // +(44)
		i++
	}
	for i < len(text) {
		for i < len(text) && isDigit(text[i]) {
			if n == len(digits) {
				return phoneSpan(at, best)
			}
			digits[n] = text[i]
			n++
			i++
		}
		if n == 0 || isAlpha(byteAt(text, i)) && best == 0 {
			return phoneSpan(at, best)
		}
		if fitsPlan(digits[:n]) && !isAlnum(byteAt(text, i)) && byteAt(text, i) != '_' {
			best = i
		}
		next := phoneSeparator(text, i)
		if next == 0 {
			return phoneSpan(at, best)
		}
		i = next
	}
	return phoneSpan(at, best)
}

func phoneSpan(at, end int) (int, int, detect.Confidence) {
	if end == 0 {
		return 0, 0, detect.None
	}
	return at, end, detect.High
}

// phoneSeparator skips what may stand between the groups of a number and
// returns where the next group begins, or 0. A (0) is the trunk prefix that
// callers from abroad leave out.
func phoneSeparator(text string, i int) int {
	from := i
	for i < len(text) && i-from < 3 {
		switch c := text[i]; c {
		case '(':
			if i+2 < len(text) && text[i+1] == '0' && text[i+2] == ')' {
				i += 3
				from = i
				continue
			}
			i++
		case ' ', '-', '.', '/', ')':
			i++
		default:
			if !isDigit(c) || i == from && byteAt(text, i-1) != ')' {
				return 0
			}
			return i
		}
	}
	if i < len(text) && isDigit(text[i]) {
		return i
	}
	return 0
}

// fitsPlan: calling code, length, and for North America an area code.
func fitsPlan(number []byte) bool {
	digits := string(number) // does not escape, so is no copy on the heap
	n, lengths := callingCode(digits)
	national := len(digits) - n
	if n == 0 || lengths>>national&1 == 0 || repeats(digits) || repeats(digits[n:]) {
		return false
	}
	return digits[0] != '1' || digits[1] >= '2' // a plus sign says enough not to ask for the exchange
}

// northAmerican: area code and exchange begin with 2 to 9, and neither is one of
// the services 211 to 911.
func northAmerican(s string) bool {
	return len(s) == 10 && areaCode(s[:3]) && exchange(s[3:6]) && !repeats(s)
}

func exchange(s string) bool { return s[0] >= '2' && s[1:] != "11" }

// areaCode: beside that, N9X is kept for longer numbers, and of the hundreds only
// those from 500 are in use.
func areaCode(s string) bool {
	return exchange(s) && s[1] != '9' && (s[1:] != "00" || s[0] >= '5')
}

func parenthesised(text string, at int) (int, int, detect.Confidence) {
	if at+13 > len(text) || text[at+4] != ')' || isAlnum(byteAt(text, at-1)) || byteAt(text, at-1) == '_' {
		return 0, 0, detect.None
	}
	i := at + 5
	if text[i] == ' ' || text[i] == '-' {
		i++
	}
	end := i + 8
	if end > len(text) || !shapedPhone(text[i:end]) || !allDigits(text[at+1:at+4]) || !areaCode(text[at+1:at+4]) || !exchange(text[i:i+3]) || isAlnum(byteAt(text, end)) || byteAt(text, end) == '-' && isDigit(byteAt(text, end+1)) {
		return 0, 0, detect.None
	}
	return trunkBefore(text, at), end, detect.High
}

// trunkBefore is where the digit begins that is dialled before an area code in
// parentheses, 1 (415) or 8 (495), or at.
func trunkBefore(text string, at int) int {
	c := byteAt(text, at-2)
	if (c == '0' || c == '1' || c == '7' || c == '8') && (text[at-1] == ' ' || text[at-1] == '-') {
		if b := byteAt(text, at-3); b == 0 || b == ' ' || b == '"' || b == ':' || b == '=' || b == '\n' || b == ',' {
			return at - 2
		}
	}
	return at
}

// dialledCode reads a number whose area code is in parentheses, of any country.
func dialledCode(text string, at int) (int, int, detect.Confidence) {
	if isAlnum(byteAt(text, at-1)) || byteAt(text, at-1) == '_' {
		return 0, 0, detect.None
	}
	i := at + 1
	for i < len(text) && isDigit(text[i]) && i-at <= 5 {
		i++
	}
	n := i - at - 1
	if n < 2 || n > 5 || byteAt(text, i) != ')' {
		return 0, 0, detect.None
	}
	i++
	if byteAt(text, i) == ' ' {
		i++
	}
	end := i
	for end < len(text) && end-i < 20 {
		c := text[end]
		if isDigit(c) {
			n++
		} else if c != ' ' && c != '-' && c != '.' || !isDigit(byteAt(text, end+1)) || end == i {
			break
		}
		end++
	}
	if n < 7 || n > 12 || isAlnum(byteAt(text, end)) {
		return 0, 0, detect.None
	}
	return trunkBefore(text, at), end, detect.Medium
}

func shapedPhone(s string) bool {
	return shaped(s, "999-9999") || shaped(s, "999.9999") || shaped(s, "999 9999")
}
