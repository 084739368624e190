package redact

import (
	"slices"
	"strings"

	"github.com/otelcol-genai/otelcol-genai/internal/redact/secret"
)

// keyFacts is what a key says of the values under it.
type keyFacts struct {
	key   string
	words string // normalised
	plain bool   // nothing can hide in it
	// context are the detectors that have a context word in the key.
	context    set
	hasContext bool
	// id: the value is an identifier; numbers in it need a context word.
	id bool
	// rule is that the whole value is an entity, personRule the same of a
	// person's things; nil for none.
	rule, personRule *keyRule
	// person: the things under the key are a person's (customer.name).
	person bool
	// secret: the key names a secret, so that the key-value detectors are shown it.
	secret bool
	// names: the value says what a value beside it is; value: it is that value.
	names, value bool
	// columns: the elements are labels of columns; rows: they are rows of them.
	columns, rows bool
	// data: an object of this name may be that of a Kubernetes Secret.
	data bool
}

// nameKeys are the keys of lists of variables, headers and attributes:
// {"name": "API_KEY", "value": "..."}.
var nameKeys = []string{"name", "key", "variable", "header", "label", "field", "title", "property", "attribute", "parameter", "question", "system"}

var personWords = []string{
	"customer", "user", "patient", "person", "employee", "contact", "client", "passenger", "guest", "recipient", "sender",
	"owner", "holder", "member", "student", "candidate", "applicant", "driver", "subscriber", "buyer", "payer", "payee",
	"beneficiary", "attendee", "resident", "tenant", "spouse", "child", "children", "parent", "guardian", "doctor", "physician",
	"billing", "shipping", "profile", "lead", "people", "insured", "borrower", "assignee", "author", "ship to", "bill to",
	"cliente", "kunde", "usuario", "paciente", "empleado", "client", "utilisateur", "patiente", "mitarbeiter",
}

// aboutPerson are words behind one of personWords that change nothing: customer_info.
var aboutPerson = []string{"info", "infos", "information", "details", "detail", "data", "profile", "profiles", "record", "records", "list"}

// ofPerson reports that the things under a key are a person's.
func ofPerson(words string) bool {
	if i := strings.LastIndexByte(words, ' '); i > 0 && slices.Contains(aboutPerson, words[i+1:]) {
		words = words[:i]
	}
	singular := strings.TrimSuffix(words, "s")
	return slices.ContainsFunc(personWords, func(w string) bool { return endsWithWords(words, w) || endsWithWords(singular, w) })
}

// idWords end the keys of identifiers, versions, times and measurements.
var idWords = []string{
	"id", "ids", "uuid", "guid", "hash", "sha", "sha1", "sha256", "md5", "etag", "digest", "checksum", "fingerprint", "version",
	"timestamp", "ts", "time", "ms", "ns", "us", "nanos", "millis", "seconds", "model", "role", "type", "reason", "created", "updated",
	"at", "offset", "cursor", "revision", "seed", "size", "length", "count", "tokens", "bytes", "price", "cost", "amount", "score",
	"lat", "lng", "lon", "latitude", "longitude", "commit", "traceparent", "sku", "serial", "build", "port", "pid", "index", "epoch",
	"duration", "latency", "embedding", "embeddings", "vector", "logprob", "logprobs", "nonce", "etags", "signature", "isbn", "status", "code",
	"order no", "order number", "invoice no", "invoice number", "ticket number", "tracking number", "transaction number", "reference number",
	"serial number", "batch number", "lot number", "part number", "model number", "build number", "version number", "line number", "page number", "port number",
	"issue number", "case number", "run number", "sequence number",
}

// secretWords are in keys whose values the key-value detectors judge.
var secretWords = []string{
	"password", "passwd", "pwd", "passphrase", "passcode", "secret", "token", "key", "apikey", "auth", "authorization", "credential",
	"credentials", "cookie", "pin", "cvv", "cvc", "bearer", "pass", "private", "sas", "dsn", "otp", "connection", "webhook", "jwt",
	"bic", "swift", // no secrets, but known by their label as well
}

// factsOf says what a key means; keys are few and come again and again, so each
// scanner remembers some.
func (s *scanner) factsOf(key string) *keyFacts {
	slot := &s.lastKeys[keySlot(key)]
	if f := *slot; f != nil && f.key == key {
		return f
	}
	f, ok := s.keys[key]
	if !ok {
		if len(s.keys) >= maxKeysKept {
			clear(s.keys)
		}
		key = strings.Clone(key)
		f = s.r.readKey(key)
		s.keys[key] = f
	}
	*slot = f
	return f
}

// keySlot is a hash that tells the keys of one kind of JSON apart, mostly.
func keySlot(key string) uint8 {
	n := len(key)
	if n == 0 {
		return 0
	}
	return uint8(n)*31 ^ key[0] ^ key[n/2]<<2 ^ key[n-1]<<4
}

const (
	maxKeysKept = 2048
	maxKeyBytes = 256
)

func (r *Redactor) readKey(whole string) *keyFacts {
	key := whole
	if len(key) > maxKeyBytes {
		key = key[len(key)-maxKeyBytes:]
	}
	words := normalWords(nil, withoutMarkers(key), name)
	f := &keyFacts{key: whole, words: string(words), plain: plainKey(whole), context: newSet(r.vocabulary.size)}
	last := f.words[strings.LastIndexByte(f.words, ' ')+1:]
	f.id = slices.ContainsFunc(idWords, func(w string) bool { return endsWithWords(f.words, w) }) || matchesAny(r.idKeys, key)
	if f.id { // trace_id has an id in it, but that does not speak for a national one
		r.vocabulary.find(words[:len(words)-len(last)], f.context)
		r.vocabulary.phrases(words, f.context)
	} else {
		r.vocabulary.find(words, f.context)
	}
	if glued := strings.ReplaceAll(f.words, " ", ""); glued != f.words {
		r.vocabulary.find([]byte(glued), f.context) // phoneNumber for phonenumber
	}
	f.hasContext = slices.ContainsFunc(f.context, func(w uint64) bool { return w != 0 })
	f.person = ofPerson(f.words)
	f.secret = slices.ContainsFunc(strings.Fields(f.words), func(w string) bool {
		return slices.ContainsFunc(secretWords, func(k string) bool { return strings.HasSuffix(w, k) || strings.HasPrefix(w, k) })
	})
	f.secret = f.secret || secret.NamesVendor(key)
	f.names = slices.Contains(nameKeys, f.words)
	f.data = f.words == "data" || f.words == "string data"
	f.value = f.words == "value" || f.words == "string value" || f.words == "answer"
	f.columns, f.rows = slices.Contains(columnsKeys, f.words), slices.Contains(rowsKeys, f.words)
	for i := range r.keyRules {
		rule := &r.keyRules[i]
		of := &f.rule
		if rule.ofPerson {
			of = &f.personRule
		}
		if *of == nil && slices.ContainsFunc(rule.last, func(l string) bool { return endsWithWords(f.words, l) }) {
			*of = rule
		}
	}
	return f
}

// withoutMarkers leaves out what stands for values in a key: they say nothing of what
// is under it, or redacting twice would find more.
func withoutMarkers(key string) string {
	for i := 0; i < len(key); i++ {
		if key[i] != '[' && key[i] != '<' {
			continue
		}
		if end := markerEnd(key, i); end > i {
			key = key[:i] + key[end:]
			i--
		}
	}
	return key
}

// plainKey reports keys in which nothing can hide.
func plainKey(key string) bool {
	for i := range len(key) {
		if class[key[i]]&isLetter == 0 && key[i] != '_' && key[i] != '-' && key[i] != '.' {
			return false
		}
	}
	return true
}

// sealedRule finds the data of a Kubernetes Secret, whatever its keys are.
var sealedRule = keyRule{entity: secret.GenericSecret, check: func(v string) bool {
	return len(v) >= 4 && strings.IndexByte(v, ' ') < 0 && secret.PlausibleValue(v)
}}

func endsWithWords(words, last string) bool {
	return strings.HasSuffix(words, last) && (len(words) == len(last) || words[len(words)-len(last)-1] == ' ')
}
