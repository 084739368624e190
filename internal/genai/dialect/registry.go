package dialect

import "slices"

// Name is a value of genai.dialect; each dialect's file has its own.
type Name string

// place is where a dialect stands in the order of detection: several
// vocabularies often sit on one record, and the first that claims it reads it.
type place uint8

// All places, those of dialects that are not written yet included, so that a new
// dialect is one new file.
const (
	placeClaudeCode place = iota
	placeAnthropicSDK
	placeCodexCLI
	placeGeminiCLI
	placeCopilot
	placeLangfuse
	placeLangSmith
	placeVercelAI
	placeBraintrust
	placeOpenInference
	placeOpenLLMetry
	placeOpenLIT
	placeGoogleADK
	placeStrands
	placeMicrosoft
	placePydanticAI
	placeLiteLLM
	placeMastra
	placeGenkit
	placeMLflow
	placeOpenRouter
	placeKoog
	placeOTel
	places
)

// definition is one dialect.
type definition struct {
	name Name

	// How a record is recognised. A pattern is a whole name, or a prefix when it
	// ends in "*". Marks and scopes are certain; hints only count when nobody is.
	marks  []string // attribute keys
	hints  []string // attribute keys
	scopes []string // instrumentation scopes
	// claims recognises a scope that patterns cannot describe.
	claims func(*Scope) bool

	// aliases are the dialect's names, best first, for fields of a record. Names
	// of the conventions, old and new, come before them and are not listed.
	aliases map[field][]string

	// read derives what tables cannot say: kinds, and what is inside of JSON.
	read func(*draft)
	// messages finds the content of a record, when the conventions' own is missing.
	messages func(*draft, *content)

	names map[string]alias // compiled by register
}

var (
	registered    [places]*definition
	registrations int // more than there are dialects when two have one place, which a test finds
)

// register gives a dialect its place; each file does it for its own.
func register(at place, d *definition) {
	d.names = compile(d.aliases)
	registered[at] = d
	registrations++
}

// Names lists the dialects, sorted.
func Names() []Name {
	var names []Name
	for _, d := range registered {
		if d != nil {
			names = append(names, d.name)
		}
	}
	slices.Sort(names)
	return names
}
