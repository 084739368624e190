package genaisessionprocessor

import (
	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/otelcol-genai/otelcol-genai/internal/genai"
)

// field is an attribute that is read beside those of [genai.Record].
type field uint8

const (
	noField field = iota
	fieldCostSource
	fieldAgentID
	fieldToolCallID
	fieldToolArguments
	fieldToolResult
	fieldOutput
	fieldInput
	fieldInstructions
	fieldOutputType
	fieldDocuments
	fieldResends
	fieldSignals
	fieldService
	fieldCount
)

var fieldNames = map[string]field{
	genai.AttrCostSource:        fieldCostSource,
	genai.AttrAgentID:           fieldAgentID,
	genai.AttrToolCallID:        fieldToolCallID,
	genai.AttrToolCallArguments: fieldToolArguments,
	genai.AttrToolCallResult:    fieldToolResult,
	genai.AttrOutputMessages:    fieldOutput,

	genai.AttrInputMessages:      fieldInput,
	genai.AttrSystemInstructions: fieldInstructions,
	genai.AttrOutputType:         fieldOutputType,
	genai.AttrRetrievalDocuments: fieldDocuments,
	"http.request.resend_count":  fieldResends,
	genai.AttrQualitySignals:     fieldSignals,
	"service.name":               fieldService,
}

// meaning is what one attribute says. It may say several things: the name of an
// agent may be a scope of a budget, too.
type meaning struct {
	field  field
	rank   uint8 // as the name of a session, 1 is the best; 0 for none
	scope  uint8 // place among the attributes of budgets and 1; 0 for none
	tenant bool
}

// meanings finds the meaning of an attribute. Most keys are sorted out by their
// length and last letter, without hashing them.
type meanings struct {
	byKey  map[string]meaning
	ends   [64]uint64 // by length, one bit for each last letter
	scopes int
}

// newMeanings compiles what is looked for. Attributes are those that budgets have in
// their scopes.
func newMeanings(sessionKeys, attributes []string, tenant string) *meanings {
	m := &meanings{byKey: make(map[string]meaning), scopes: len(attributes)}
	change := func(key string, edit func(*meaning)) {
		if key == "" {
			return
		}
		of := m.byKey[key]
		edit(&of)
		m.byKey[key] = of
		m.ends[len(key)%64] |= 1 << (key[len(key)-1] % 64)
	}
	for key, f := range fieldNames {
		change(key, func(of *meaning) { of.field = f })
	}
	for i, key := range sessionKeys {
		change(key, func(of *meaning) { of.rank = uint8(i + 1) })
	}
	for i, key := range attributes {
		change(key, func(of *meaning) { of.scope = uint8(i + 1) })
	}
	change(tenant, func(of *meaning) { of.tenant = true })
	return m
}

func (m *meanings) of(key string) (meaning, bool) {
	if key == "" || m.ends[len(key)%64]&(1<<(key[len(key)-1]%64)) == 0 {
		return meaning{}, false
	}
	found, ok := m.byKey[key]
	return found, ok
}

// reading is what the attributes of a record, a scope or a resource say.
type reading struct {
	session string // as it is written; its best name
	key     uint8  // rank of that name, 0 for none
	tenant  string
	fields  [fieldCount]pcommon.Value
	has     [fieldCount]bool
	scopes  []string // by the place among the attributes of budgets
}

// read fills r in one pass. Texts share memory with the attributes.
func (m *meanings) read(attrs pcommon.Map, r *reading) {
	r.session, r.key, r.tenant = "", 0, ""
	r.has = [fieldCount]bool{}
	if len(r.scopes) != m.scopes {
		r.scopes = make([]string, m.scopes)
	}
	clear(r.scopes)
	for key, value := range attrs.All() {
		of, ok := m.of(key)
		if !ok {
			continue
		}
		if of.rank != 0 {
			r.offer(value, of.rank)
		}
		if of.scope != 0 {
			r.scopes[of.scope-1] = text(value)
		}
		if of.tenant {
			r.tenant = text(value)
		}
		if of.field != noField {
			r.fields[of.field], r.has[of.field] = value, true
		}
	}
}

// offer takes a name of the session, if it is one and the best so far.
func (r *reading) offer(value pcommon.Value, rank uint8) {
	if r.key != 0 && r.key <= rank {
		return
	}
	if id := text(value); isID(id) {
		r.session, r.key = id, rank
	}
}

// sessionOf finds only the session, for records that have nothing else to tell.
func (m *meanings) sessionOf(attrs pcommon.Map) (id string, found bool) {
	var best uint8
	for key, value := range attrs.All() {
		of, ok := m.of(key)
		if !ok || of.rank == 0 || best != 0 && best <= of.rank {
			continue
		}
		if candidate := text(value); isID(candidate) {
			id, best = candidate, of.rank
		}
	}
	return id, best != 0
}

func (r *reading) str(f field) string {
	if !r.has[f] || r.fields[f].Type() != pcommon.ValueTypeStr {
		return ""
	}
	return r.fields[f].Str()
}

// text is a value as text: what is none is its JSON.
func text(value pcommon.Value) string {
	switch value.Type() {
	case pcommon.ValueTypeStr:
		return value.Str()
	case pcommon.ValueTypeEmpty:
		return ""
	default:
		return value.AsString()
	}
}
