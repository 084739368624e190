package person

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
)

// maxNameWords bounds a name: three and their particles.
const maxNameWords = 5

// maxWordBytes bounds a word of a name.
const maxWordBytes = 128

func introduced() detect.Pattern {
	prefixes := []string{
		"my name is ", "my name's ", "my full name is ", "her name is ", "his name is ", "customer name is ",
		"his name was ", "her name was ", "customer's name is ", "patient's name is ", "user's name is ", "client's name is ", "contact person: ", "mein name ist ", "ich heiße ", "je m'appelle ",
		"me llamo ", "mi nombre es ", "mi chiamo ", "meu nome é ", "ik heet ", "mijn naam is ", "chamo-me ", "nazywam się ", "mam na imię ", "jag heter ", "jeg hedder ", "jeg heter ", "nimeni on ", "меня зовут ", "мене звати ", "adım ", "numele meu este ", "mă numesc ", "jmenuji se ", "nama saya ", "tên tôi là ", "jina langu ni ", "zovem se ",
	}
	return detect.Pattern{
		Entity: Name, Name: "introduced-name", Prefixes: prefixes, Fold: true,
		Find: func(text string, at int) (int, int, detect.Confidence) {
			for _, p := range prefixes {
				if len(text)-at < len(p) || text[at]|0x20 != p[0]|0x20 || !strings.EqualFold(text[at:at+len(p)], p) {
					continue
				}
				if start, end, c := nameAt(text, at+len(p)); c != detect.None {
					return start, end, c
				}
				return smallName(text, at+len(p))
			}
			return 0, 0, detect.None
		},
		Proof: detect.Proof{
			Hits: func() []string {
				return []string{
					"My name is «Priya Natarajan» and I need help", "hello, my name's «Tom»", "Mein Name ist «Jonas von der Heide».",
					"je m'appelle «Zoé Lefèvre», bonjour", "Nazywam się «Jan Kowalski»", "the customer's name is «Jane Roe».",
					"my name is «john smith» and i need help", "my name is «priya natarajan».", "me llamo «maría garcía»",
				}
			},
			Misses: func() []string {
				return []string{
					"my name is on the list",                  // a word that is no name
					"my name is {{name}}",                     // a template
					"my name is API_KEY",                      // a constant
					"my name is The Beatles of the processor", // an article
					"my name is spelled wrong.", "my name is mud", "his name is common knowledge.", "my name is john's idea",
				}
			},
		},
	}
}

func titled() detect.Pattern {
	prefixes := []string{"mr. ", "mrs. ", "ms. ", "mr ", "mrs ", "ms ", "dr. ", "prof. ", "herr ", "frau ", "madame ", "monsieur ", "señor ", "señora ", "mme ", "sra. ", "sr. ", "signor ", "signora ", "mevrouw ", "meneer "}
	return detect.Pattern{
		Entity: Name, Name: "titled-name", Prefixes: prefixes, Fold: true,
		Find: func(text string, at int) (int, int, detect.Confidence) {
			i := at + strings.IndexByte(text[at:], ' ') + 1
			if text[at] >= 'a' || text[at+1] >= 'A' && text[at+1] <= 'Z' { // a title is written with one capital letter
				return 0, 0, detect.None
			}
			start, end, c := nameAt(text, afterTitle(text, i))
			if c == detect.None || impersonal(text[start:end]) || branded(text[start:end]) {
				return 0, 0, detect.None
			}
			return start, end, c
		},
		Proof: detect.Proof{
			Hits: func() []string {
				return []string{"I spoke to Mrs. «Adaeze Okafor» today", "Herr «Brandt» hat angerufen", "Frau Dr. «Anna Müller»", "Dr. «Chen» will see you"}
			},
			Misses: func() []string {
				return []string{"5 ms Latency budget", "Mr. and Mrs. of the house", "the dr. is in", "MS Word", "Dr. Pepper", "Sr. Software Engineer"}
			},
		},
	}
}

func greeted() detect.Pattern {
	return detect.Pattern{
		Entity: Name, Name: "greeted-name", Prefixes: []string{"dear ", "sehr geehrter ", "sehr geehrte ", "cher ", "chère ", "estimado ", "estimada ", "liebe ", "lieber ", "gentile ", "beste ", "geachte ", "caro ", "cara ", "prezado ", "prezada ", "kære ", "kära ", "hej "}, Fold: true,
		Find: func(text string, at int) (int, int, detect.Confidence) {
			i := at + strings.IndexByte(text[at:], ' ') + 1
			if strings.HasPrefix(strings.ToLower(text[at:min(len(text), at+5)]), "sehr ") {
				i += strings.IndexByte(text[i:], ' ') + 1
			}
			i = afterTitle(text, i)
			start, end, c := nameAt(text, i)
			if c == detect.None || end < len(text) && strings.IndexByte(",!:\n", text[end]) < 0 || impersonal(text[start:end]) {
				return 0, 0, detect.None
			}
			return start, end, c
		},
		Proof: detect.Proof{
			Hits: func() []string {
				return []string{"Liebe «Anna»,", "Gentile «Marco Rossi»,", "Dear Dr. «Ahmed El-Sayed»,", "Dear «Maria»,\nthank you", "Sehr geehrter Herr «Vogel»,"}
			},
			Misses: func() []string {
				return []string{"Dear Customer,", "Dear Sir or Madam,", "a dear Friend of mine", "Dear Hiring Manager,", "oh dear God why"}
			},
		},
	}
}

func signed() detect.Pattern {
	prefixes := []string{"kind regards,\n", "best regards,\n", "regards,\n", "sincerely,\n", "yours truly,\n", "mit freundlichen grüßen\n", "viele grüße\n", "cordialement,\n", "saludos,\n", "thanks,\n", "thank you,\n", "cheers,\n", "best,\n", "warmly,\n", "viele grüße,\n", "cordiali saluti,\n", "met vriendelijke groet,\n", "atenciosamente,\n", "pozdrawiam,\n"}
	return detect.Pattern{
		Entity: Name, Name: "signed-name", Prefixes: prefixes, Fold: true,
		Find: func(text string, at int) (int, int, detect.Confidence) {
			i := at + strings.IndexByte(text[at:], '\n') + 1
			for i < len(text) && (text[i] == '\n' || text[i] == ' ') {
				i++
			}
			start, end, c := nameAt(text, i)
			if c == detect.None || end < len(text) && text[end] != '\n' && text[end] != '\r' || impersonal(text[start:end]) {
				return 0, 0, detect.None
			}
			return start, end, c
		},
		Proof: detect.Proof{
			Hits: func() []string {
				return []string{"Thanks,\n«Jane Roe»", "Best regards,\n«Lucía Fernández»", "Sincerely,\n\n«J. R. Smith»\nCEO"}
			},
			Misses: func() []string { return []string{"Regards,\nThe Support Team", "regards,\nand so on"} },
		},
	}
}

// Alone reports whether a text is a name and nothing else, as a cell of a table has it.
func Alone(text string) bool {
	start, end, c := nameOrCapitals(text, 0)
	return c != detect.None && start == 0 && end == len(text) && !unnamed(text) && !impersonal(text)
}

// nameAt reads a name: words with a capital letter, initials and particles.
func nameAt(text string, i int) (start, end int, c detect.Confidence) {
	start, end = i, i
	words := 0
	for range maxNameWords {
		n := wordEnd(text, i)
		if n == i {
			break
		}
		switch w := text[i:n]; {
		case capital(w) && (words > 0 || !article(w)):
			words++
			end = n
			if len(w) == 1 && n < len(text) && text[n] == '.' { // an initial
				n++
			}
		case words > 0 && particle(w):
		default:
			n = len(text) + 1
		}
		if n >= len(text) || text[n] != ' ' {
			break
		}
		i = n + 1
	}
	if words == 0 || end-start < 2 || end < len(text) && (text[end] == '_' || text[end] >= '0' && text[end] <= '9') {
		return 0, 0, detect.None
	}
	return start, end, detect.High
}

func wordEnd(text string, i int) int {
	from := i
	for i < len(text) && i-from < maxWordBytes {
		r, n := utf8.DecodeRuneInString(text[i:])
		if !unicode.IsLetter(r) && !unicode.IsMark(r) && r != '\'' && r != '-' && r != '’' {
			break
		}
		i += n
	}
	for i > from && (text[i-1] == '\'' || text[i-1] == '-') { // a quote that ends
		i--
	}
	return i
}

// capital reports a word that begins with a capital letter and is not all of them.
func capital(w string) bool {
	r, n := utf8.DecodeRuneInString(w)
	if !unicode.IsUpper(r) {
		return false
	}
	rest := w[n:]
	return rest == "" || len(w) <= 3 || strings.ContainsFunc(rest, unicode.IsLower)
}

func particle(w string) bool {
	switch w {
	case "von", "van", "der", "den", "de", "la", "del", "da", "di", "bin", "ibn", "al", "el", "dos", "du", "le", "y", "zu":
		return true
	default:
		return false
	}
}

func article(w string) bool {
	switch w {
	case "The", "A", "An", "Not", "No", "This", "That", "It", "I", "In", "On", "Der", "Die", "Das", "Le", "La", "El", "And", "Or":
		return true
	default:
		return false
	}
}

func afterTitle(text string, i int) int {
	for _, t := range [...]string{"Dr. ", "Dr ", "Prof. ", "Mr. ", "Mr ", "Mrs. ", "Mrs ", "Ms. ", "Ms ", "Herr ", "Frau "} {
		if strings.HasPrefix(text[i:], t) {
			return i + len(t)
		}
	}
	return i
}

// branded reports what goes by a title and is a product.
func branded(name string) bool {
	switch name {
	case "Pepper", "Robot", "Paint", "Clean", "Coffee", "Muscle", "Proper", "Potato Head", "Pac-Man":
		return true
	default:
		return false
	}
}

// impersonal reports who is addressed without a name.
func impersonal(name string) bool {
	for w := range strings.FieldsSeq(name) {
		switch w {
		case "Customer", "Sir", "Madam", "Sirs", "Team", "Hiring", "Manager", "User", "Friend", "Friends", "All", "Support", "Colleagues", "Diary", "Reader",
			"Editor", "Client", "Valued", "Guest", "Kunde", "Kundin", "Damen", "Herren", "Santa", "God", "Lord", "Assistant", "Claude", "Human",
			"There", "World", "Everyone", "Everybody", "Folks", "Guys", "Again", "Community", "Developer", "Developers", "Engineering", "Operator", "Copilot", "Gemini", "Chatgpt", "ChatGPT", "GPT", "AI", "Bot",
			"Ladies", "Gentlemen", "Member", "Members", "Partner", "Partners", "Candidate", "Applicant", "Student", "Students", "Parents", "Kitty", "Kollegen", "Welt", "Mundo", "Agent", "Model", "Department",
			"Inc", "Ltd", "GmbH", "LLC", "Corp", "Company", "Service", "Sales", "Info", "Office", "Desk", "Group",
			"Accounts", "Payable", "Receivable", "Billing", "Procurement", "Purchasing", "HR", "Legal", "Reception", "Helpdesk", "Admissions", "Payroll", "Finance", "Marketing", "Security", "Warehouse", "Dispatch",
			"Project", "Foundation", "University", "Institute", "Maintainers", "Maintainer", "Mailing", "Archive", "Signing", "Packages", "Releases", "Committers", "Contributors",
			"Software", "Engineer", "Architect", "Analyst", "Consultant", "Designer", "Director", "Officer", "President", "Technician", "Recruiter", "Principal":
			return true
		}
	}
	return false
}
