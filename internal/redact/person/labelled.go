package person

import (
	"strings"
	"unicode/utf8"

	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
)

// labelled finds the name behind the label of a form, an environment or a file:
// first_name: Jane, <lastName>Roe</lastName>. Behind a label that other things
// have as well (Customer: Acme) it takes two words at the least.
func labelled() detect.Pattern {
	return detect.Pattern{
		Entity: Name, Name: "labelled-name", Fold: true,
		Prefixes: []string{
			"first_name", "first name", "firstname", "last_name", "last name", "lastname", "full_name", "full name", "fullname", "given_name", "given name", "family_name", "family name",
			"surname", "customer_name", "customer name", "customername", "patient_name", "patient name", "patientname", "cardholder", "card holder", "name on card", "contact_name", "contact name", "contactname", "recipient_name", "recipientname",
			"employee_name", "employee name", "employeename", "passenger", "patient:", "customer:", "attn:", "emergency contact", "next of kin", "vorname", "nachname", "apellido", "cognome", "achternaam", "nazwisko",
			"first-name", "last-name", "full-name", "given-name", "family-name", "customer-name", "patient-name", "contact-name", "recipient-name", "employee-name",
			"account holder", "insured:", "tenant:", "employee:", "contact:", "recipient:",
		},
		Find: labelledName,
		Proof: detect.Proof{
			Hits: func() []string {
				return []string{
					"first_name: «Jane»\nid: 7", "First Name: «Jane»", `last_name="«O'Neil»"`, "<firstName>«Jane»</firstName>", `<span class="firstname">«Jane»</span>`, "Patient: «Jane Roe», 42",
					"Cardholder: «JANE ROE»", "customer_name=«Jane Roe»", "Name on card: «Jane Roe»", "Emergency contact: «Bob Roe»", "Nachname: «Müller»", "customerName: «Jane Roe»", `patientName="«Jane Roe»"`,
					"- **First Name**: «Jane»", "**Full name:** «Jane Roe»", "* `first_name`: `«Jane»`", `{\"first_name\": \"«Jane»\"}`, `\\\"lastName\\\":\\\"«Roe»\\\"`, "X-First-Name: «Jane»", `--first-name "«Jane»"`,
					"array('first_name' => '«Jane»')", "{:last_name=>\"«Roe»\"}", "[full_name] => «Jane Roe»", `first_name: Some("«Jane»")`, `(first-name "«Jane»")`, "?full_name=«Jane+Roe»&x=1",
				}
			},
			Misses: func() []string {
				return []string{
					"first_name: string",              // a type
					"first_name = user.first_name",    // code
					"first_name VARCHAR NOT NULL",     // a column
					"firstName: String;",              // a type
					"First Name: Required",            // a form
					"last_name: {{ last_name }}",      // a template
					"Patient: see below",              // no name
					"Customer: Acme",                  // one word is anything
					"Customer: The customer decides",  // an article
					"first name: Optional[str]",       // a type
					"SELECT first_name, last_name",    // columns
					"full_name: str = Field(...)",     // code
					"Contact: Support Team",           // nobody
					"<label>First name</label><input", // a form
					`invalid first name "required"`,   // a message
					"--first-name <Name>",             // a usage
					"first_name -> last_name",         // a renaming
					`first_name("` + "string" + `")`,  // a type
					"first_name => 'required|string'", // a rule
				}
			},
		},
	}
}

func labelledName(text string, at int) (int, int, detect.Confidence) {
	if at > 0 && (text[at-1] == '.' || text[at-1] == '$' || text[at-1] == '{') {
		return 0, 0, detect.None // user.first_name
	}
	i := at
	for i < len(text) && i-at < 24 && (text[i]|0x20 >= 'a' && text[i]|0x20 <= 'z' || text[i] == '_' || text[i] == '-' || text[i] == ' ') {
		i++
	}
	label := strings.TrimRight(text[at:i], " ")
	i = separatorEnd(text, at+len(label))
	if i < 0 {
		return 0, 0, detect.None
	}
	start, end, c := nameOrCapitals(text, i)
	if c != detect.None && text[i-1] == '=' {
		end = formEnd(text, end)
	}
	if c == detect.None || unnamed(text[start:end]) || impersonal(text[start:end]) || wrongAfter(text, end) {
		return 0, 0, detect.None
	}
	if weakLabel(label) && strings.IndexByte(text[start:end], ' ') < 0 {
		return 0, 0, detect.None
	}
	return start, end, c
}

// separatorEnd skips what stands between a label and its value, or returns -1: quotes
// and emphasis, a colon, an equals sign, an arrow or the end of a tag, and quotes
// again. Only in quotes may a value stand without them: (first-name "Jane").
func separatorEnd(text string, i int) int {
	from := i
	i = skipAny(text, i, "\\\"'`*]", 6)
	space := skipAny(text, i, " ", 3)
	switch {
	case space >= len(text):
		return -1
	case strings.HasPrefix(text[space:], "=>"), strings.HasPrefix(text[space:], ":="):
		i = space + 2
	case text[space] == ':', text[space] == '=', text[space] == '>' && space == i:
		i = space + 1
	case i == from && space > i && quotes(text, space):
		return space + 1
	case i == from && text[i] == '(' && quotes(text, i+1): // setFirstName("Jane")
		return i + 2
	default:
		return -1
	}
	i = skipAny(text, i, " *\t", 4)
	if strings.HasPrefix(text[i:], "Some(") {
		i += len("Some(")
	}
	return skipAny(text, i, "\\\"'`*", 5)
}

func quotes(text string, i int) bool { return i < len(text) && (text[i] == '"' || text[i] == '\'') }

// skipAny passes over at most limit of some bytes.
func skipAny(text string, i int, some string, limit int) int {
	for n := 0; n < limit && i < len(text) && strings.IndexByte(some, text[i]) >= 0; n++ {
		i++
	}
	return i
}

// formEnd is where a name ends in a form as it is sent: Jane+Roe, Jane%20Roe.
func formEnd(text string, end int) int {
	for n := 0; n < maxNameWords && end < len(text) && text[end] == '+'; n++ {
		to := wordEnd(text, end+1)
		if w := text[end+1 : to]; !capital(w) && !particle(w) {
			break
		}
		end = to
	}
	return end
}

// nameOrCapitals is nameAt, and two or three words of capitals, as on a card.
func nameOrCapitals(text string, i int) (start, end int, c detect.Confidence) {
	if start, end, c = nameAt(text, i); c != detect.None {
		return start, end, c
	}
	words := 0
	for end = i; words < 3; words++ {
		from := end
		if words > 0 {
			if from >= len(text) || text[from] != ' ' {
				break
			}
			from++
		}
		n := from
		for n < len(text) && text[n] >= 'A' && text[n] <= 'Z' && n-from < 24 {
			n++
		}
		if n-from < 2 && words == 0 || n == from {
			break
		}
		end = n
	}
	if words < 2 || end < len(text) && (text[end] >= 'a' && text[end] <= 'z' || text[end] == '_' || text[end] >= '0' && text[end] <= '9') {
		return 0, 0, detect.None
	}
	return i, end, detect.High
}

// weakLabel: what stands behind is as often a company or a team.
func weakLabel(label string) bool {
	for _, l := range [...]string{"patient", "customer", "attn", "passenger", "insured", "tenant", "employee", "contact", "recipient", "cardholder", "emergency contact", "next of kin", "account holder"} {
		if strings.EqualFold(label, l) {
			return true
		}
	}
	return false
}

// wrongAfter: code, and sentences that go on.
func wrongAfter(text string, end int) bool {
	if end >= len(text) {
		return false
	}
	if strings.IndexByte("([{._=/", text[end]) >= 0 && (text[end] != '.' || end+1 < len(text) && text[end+1] > ' ') {
		return true
	}
	if text[end] != ' ' || end+1 >= len(text) {
		return false
	}
	r, _ := utf8.DecodeRuneInString(text[end+1:])
	return r == '=' || r == '{'
}

// unnamed are words of forms, schemas and languages for programmers.
func unnamed(name string) bool {
	for w := range strings.FieldsSeq(name) {
		for _, t := range [...]string{
			"string", "str", "text", "varchar", "null", "none", "nil", "not", "true", "false", "optional", "required", "any", "object", "char", "unknown", "undefined", "int", "integer",
			"first", "last", "name", "full", "field", "column", "value", "your", "enter", "please", "the", "type", "default", "unique", "primary", "key", "nvarchar", "example", "number", "see", "is", "given",
		} {
			if strings.EqualFold(w, t) {
				return true
			}
		}
	}
	return false
}
