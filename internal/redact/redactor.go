package redact

import (
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"unicode/utf8"

	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
	"github.com/otelcol-genai/otelcol-genai/internal/redact/secret"
)

// What is used where [Options] has zero.
const (
	defaultMinBlobBytes = 512
	defaultMaxBytes     = 4 << 20
	defaultMaxFindings  = 10_000
	defaultCacheEntries = 16_384
	defaultMaxTenants   = 1_024
)

// Redactor redacts texts. It is safe for concurrent use.
type Redactor struct {
	entities     []entity
	detectors    []detector
	codes        codeIndex
	triggers     *triggers
	vocabulary   *vocabulary
	keyRules     []keyRule
	ruleEntities map[detect.Entity]int32
	idKeys       []string
	allow        allowList
	usesPaths    bool
	rules        ruleSet
	vector       *vectorTables
	scalar       bool // no vector code, for tests
	noKey        *keyFacts
	sealedKey    *keyFacts // stands for the keys of a Kubernetes Secret's data

	oversizeEntity, blobEntity   int32
	dataURL                      int32 // the detector that stands for "data:"
	softBreak, label, sign, plus int32 // those behind it, of what makes the engine look again
	blobs                        BlobPolicy
	minBlob                      int
	maxBytes, maxFindings        int

	tokens *tokens
	sealer *sealer
	cache  *cache

	scanners sync.Pool
	// numberKeys says of keys whether any number under them is an entity.
	numberKeys atomic.Pointer[map[string]bool]
}

// New returns a Redactor, or all that is wrong with the options, joined.
func New(o Options) (*Redactor, error) {
	r := &Redactor{
		triggers:    newTriggers(),
		idKeys:      o.IDKeys,
		blobs:       or(o.Blobs, KeepBlobs),
		minBlob:     or(o.MinBlobBytes, defaultMinBlobBytes),
		maxBytes:    or(o.MaxBytes, defaultMaxBytes),
		maxFindings: or(o.MaxFindings, defaultMaxFindings),
	}
	o.PerEntity = canonicalOptions(o.PerEntity)
	var errs []error
	r.allow, errs = newAllowList(o.Allow)
	r.usesPaths = len(o.Allow.Keys) > 0
	codes, patterns := o.Codes, o.Patterns
	if codes == nil && patterns == nil {
		codes, patterns = builtin()
	}
	known := knownEntities(codes, patterns, o.Rules)
	for _, e := range o.ExtraEntities {
		known[e] = true
	}
	sel, err := selectEntities(o.Entities, known)
	errs = append(errs, err, o.validate(known))
	if err := r.rules.compile(o.Rules); err != nil {
		errs = append(errs, err)
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	r.build(&o, &sel, codes, patterns)
	if err := r.tryRules(o.Rules); err != nil {
		return nil, err
	}
	return r, nil
}

// canonicalOptions are options by the names that entities have here.
func canonicalOptions(per map[detect.Entity]EntityOptions) map[detect.Entity]EntityOptions {
	own := make(map[detect.Entity]EntityOptions, len(per))
	for e, options := range per {
		own[canonical(e)] = options
	}
	return own
}

func or[T comparable](v, otherwise T) T {
	var zero T
	if v == zero {
		return otherwise
	}
	return v
}

// knownEntities are all that may be named in options.
func knownEntities(codes []detect.Code, patterns []detect.Pattern, rules []Rule) map[detect.Entity]bool {
	known := map[detect.Entity]bool{}
	for i := range codes {
		known[codes[i].Entity] = true
	}
	for i := range patterns {
		known[patterns[i].Entity] = true
	}
	for i := range keyRules {
		known[keyRules[i].entity] = true
	}
	for i := range rules {
		known[rules[i].entity()] = true
	}
	return known
}

func (u *Rule) entity() detect.Entity {
	if u.Entity != "" {
		return u.Entity
	}
	return detect.Entity(strings.ToUpper(u.Name))
}

func (r *Redactor) build(o *Options, sel *selection, codes []detect.Code, patterns []detect.Pattern) {
	keep := *o
	keep.Action, keep.PerEntity = Replace, nil
	r.oversizeEntity = r.entityOf(oversizeEntity, &keep)
	r.blobEntity = r.entityOf(blobEntity, &keep)
	r.addDetectors(o, sel, codes, patterns)
	r.dataURL = r.addDetector(detector{name: "data-url", entity: r.blobEntity})
	r.triggers.add(&detect.Pattern{Prefixes: []string{"data:"}, Fold: true}, r.dataURL)
	r.softBreak = r.addDetector(detector{name: "soft-break", entity: r.blobEntity})
	r.triggers.add(&detect.Pattern{Prefixes: softBreaks}, r.softBreak)
	r.label = r.addDetector(detector{name: "label", entity: r.blobEntity})
	r.triggers.add(&detect.Pattern{Prefixes: columnLabels, Fold: true, Whole: true}, r.label)
	r.sign = r.addDetector(detector{name: "markup", entity: r.blobEntity})
	r.triggers.add(&detect.Pattern{Prefixes: markupSigns}, r.sign)
	r.plus = r.addDetector(detector{name: "plus", entity: r.blobEntity})
	r.triggers.add(&detect.Pattern{Prefixes: pluses}, r.plus)
	for i := range r.rules.rules {
		u := &r.rules.rules[i]
		u.entity = r.entityOf(o.Rules[i].entity(), o)
		u.context = r.addDetector(detector{name: u.name, entity: u.entity})
		for _, w := range o.Rules[i].Context {
			r.vocabulary.add(w, u.context)
		}
	}
	r.triggers.settle()
	r.vector = r.triggers.tables()
	r.vocabulary.size = len(r.detectors)
	r.vocabulary.settle()
	r.ruleEntities = map[detect.Entity]int32{}
	for _, k := range keyRules {
		if sel.wants(k.entity, detectorDefault(k.off)) {
			r.keyRules = append(r.keyRules, k)
			r.ruleEntities[k.entity] = r.entityOf(k.entity, o)
		}
	}
	for _, e := range o.ExtraEntities {
		r.entityOf(e, o)
	}
	r.noKey = &keyFacts{context: newSet(len(r.detectors))}
	r.sealedKey = &keyFacts{context: newSet(len(r.detectors)), words: "kubernetes secret data"}
	if sel.wants(secret.GenericSecret, detectorDefault(false)) {
		r.ruleEntities[secret.GenericSecret] = r.entityOf(secret.GenericSecret, o)
		r.sealedKey.rule = &sealedRule
	}
	maxTenants := or(o.MaxTenants, defaultMaxTenants)
	if len(o.TokenKey) > 0 {
		r.tokens = newTokens(slices.Clone(o.TokenKey), maxTenants)
	}
	if len(o.EncryptKey) > 0 {
		r.sealer = newSealer(slices.Clone(o.EncryptKey), o.EncryptKeyID, maxTenants)
	}
	if n := or(o.CacheEntries, defaultCacheEntries); n > 0 {
		r.cache = newCache(n, rand.Uint64()) //nolint:gosec // a seed that is not in the config is enough: an entry is only ever no finding too few for who can send text anyway
	}
	r.scanners.New = func() any { return r.newScanner() }
}

func (r *Redactor) newScanner() *scanner {
	return &scanner{
		r: r, keys: map[string]*keyFacts{}, nearby: nearby{words: newSet(len(r.detectors))}, endings: make([]wordEnding, endingsKept), longer: newSet(len(r.detectors)),
		region: region{context: newSet(len(r.detectors))}, lastFound: make([]lastFound, len(r.detectors)),
	}
}

// tryRules holds the user's rules against the texts they must match and miss.
func (r *Redactor) tryRules(list []Rule) error {
	var errs []error
	for i := range list {
		for k, text := range list[i].Matches {
			if !r.ruleFinds(list[i].Name, text) {
				errs = append(errs, fmt.Errorf("rules[%d].matches[%d] is not found by %q", i, k, list[i].Name))
			}
		}
		for k, text := range list[i].Misses {
			if r.ruleFinds(list[i].Name, text) {
				errs = append(errs, fmt.Errorf("rules[%d].misses[%d] is found by %q", i, k, list[i].Name))
			}
		}
	}
	return errors.Join(errs...)
}

func (r *Redactor) ruleFinds(name, text string) bool {
	return slices.ContainsFunc(r.Text(text, Context{}).Findings, func(f Finding) bool { return f.Name == name })
}

// Text redacts one string value. Clean text costs no allocation.
func (r *Redactor) Text(s string, c Context) (res Result) {
	defer func() {
		if recover() != nil { // a detector's fault must not pass the text, nor stop the pipeline
			res = Result{Text: failedMarker, Changed: true, Failure: Panicked}
		}
	}()
	sc := r.scanner(&c)
	if sc.keyAllowed() {
		r.scanners.Put(sc)
		return Result{Text: s}
	}
	sc.leaf(sc.root(s), 0)
	for _, f := range c.Extra {
		sc.extra(s, f)
	}
	res = sc.apply(s, &c)
	r.scanners.Put(sc)
	return res
}

// scanner readies a scanner for a value.
func (r *Redactor) scanner(c *Context) *scanner {
	s, ok := r.scanners.Get().(*scanner)
	if !ok {
		s = r.newScanner()
	}
	s.found, s.budget, s.failure, s.depth = s.found[:0], r.maxBytes, NoFailure, 0
	s.key, s.parent = r.noKey, r.noKey
	s.path = append(s.path[:0], c.Key...)
	if c.Key != "" {
		parent, key := splitKey(c.Key)
		s.key = s.factsOf(key)
		if parent != "" {
			s.parent = s.factsOf(parent)
		}
	}
	return s
}

func (s *scanner) root(text string) *view {
	s.levels[0].inside = view{text: text}
	return &s.levels[0].inside
}

// splitKey parts the last name of a key path and the one above; places in lists
// are left out: customers.0.name is customers, name.
func splitKey(path string) (parent, key string) {
	for key == "" || isIndex(key) {
		i := strings.LastIndexByte(path, '.')
		key = path[i+1:]
		if i < 0 {
			return "", key
		}
		path = path[:i]
	}
	for parent == "" || isIndex(parent) {
		i := strings.LastIndexByte(path, '.')
		parent = path[i+1:]
		if i < 0 {
			break
		}
		path = path[:i]
	}
	return parent, key
}

func isIndex(s string) bool {
	for i := range len(s) {
		if class[s[i]]&isDigit == 0 {
			return false
		}
	}
	return true
}

// extra adds a finding from elsewhere, on rune and escape boundaries. One of an
// entity that is not looked for is left out.
func (s *scanner) extra(text string, f Finding) {
	if f.Start < 0 || f.End > len(text) || f.Start >= f.End || inMarker(text, f.Start, f.End) {
		return
	}
	name := canonical(f.Entity)
	e := slices.IndexFunc(s.r.entities, func(e entity) bool { return e.name == name })
	if e < 0 || f.Confidence < s.r.entities[e].min || s.r.allow.allows(f.Entity, text[f.Start:f.End]) {
		return
	}
	start := beforeEscape(text, f.Start)
	end := f.End
	for end < len(text) && (!utf8.RuneStart(text[end]) || beforeEscape(text, end) != end && beforeEscape(text, end) >= f.Start) && end < f.End+12 {
		end++
	}
	s.found = append(s.found, found{start: int32(start), end: int32(end), entity: int32(e), detector: byExtra, confidence: f.Confidence})
}

// Int redacts an integer value, which may be a card or an id number: Text is
// its replacement when Changed.
func (r *Redactor) Int(n int64, c Context) Result {
	if n < 0 {
		return Result{}
	}
	var buf [20]byte
	digits := strconv.AppendInt(buf[:0], n, 10)
	if len(digits) < r.codes.shortest && !r.keyTellsNumbers(&c) {
		return Result{}
	}
	res := r.number(string(digits), c)
	if !res.Changed && len(res.Findings) == 0 {
		return Result{}
	}
	return res
}

// keyTellsNumbers reports that any number under the key is an entity, as under cvv.
func (r *Redactor) keyTellsNumbers(c *Context) bool {
	if c.Key == "" {
		return false
	}
	known := r.numberKeys.Load()
	if known != nil {
		if tells, ok := (*known)[c.Key]; ok {
			return tells
		}
	}
	s := r.scanner(c)
	rule := s.key.rule
	r.scanners.Put(s)
	tells := rule != nil && rule.numbers
	if known == nil || len(*known) < maxNumberKeys {
		r.rememberNumberKey(known, c.Key, tells)
	}
	return tells
}

// maxNumberKeys bounds the keys of which it is remembered what they say of numbers.
const maxNumberKeys = 512

// rememberNumberKey adds a key to those that are known. Who adds one at the same time may
// win: it is added when it comes again.
func (r *Redactor) rememberNumberKey(known *map[string]bool, key string, tells bool) {
	more := map[string]bool{}
	if known != nil {
		maps.Copy(more, *known)
	}
	more[strings.Clone(key)] = tells
	r.numberKeys.CompareAndSwap(known, &more)
}

func (r *Redactor) number(digits string, c Context) (res Result) {
	defer func() {
		if recover() != nil {
			res = Result{Text: failedMarker, Changed: true, Failure: Panicked}
		}
	}()
	s := r.scanner(&c)
	if !s.keyAllowed() {
		s.wholeNumber(s.root(digits), 0, len(digits), 0)
	}
	for i := range s.found {
		s.found[i].number = false // the replacement is a string of its own
	}
	res = s.apply(digits, &c)
	r.scanners.Put(s)
	return res
}

// Bytes redacts a byte value: as text if it is UTF-8, else by the blob policy.
// The returned slice is b itself when nothing changed.
func (r *Redactor) Bytes(b []byte, c Context) ([]byte, Result) {
	if utf8.Valid(b) {
		res := r.Text(string(b), c)
		if res.Changed {
			return []byte(res.Text), res
		}
		return b, res
	}
	e := &r.entities[r.blobEntity]
	switch r.blobs {
	case DropBlobs:
		text := "[" + blobName + " " + strconv.Itoa(len(b)) + " bytes]"
		return []byte(text), Result{Text: text, Changed: true}
	case HashBlobs:
		text := r.token(e, string(b), c.Tenant)
		return []byte(text), Result{Text: text, Changed: true}
	default:
		return b, Result{}
	}
}

// TokenFor is the token of a value as action Token would write it; without a
// TokenKey it is the plain marker.
func (r *Redactor) TokenFor(name detect.Entity, value, tenant string) string {
	return r.token(&entity{name: name, marker: markerName(name)}, value, tenant)
}

// Hash is the keyed hash of an original text, for joining without content:
// "hmac-sha256:<hex>". Without a TokenKey it is empty.
func (r *Redactor) Hash(text, tenant string) string {
	if r.tokens == nil {
		return ""
	}
	return r.tokens.hash(text, tenant)
}

// Entities are the entities looked for, sorted: a bounded set for metrics.
func (r *Redactor) Entities() []detect.Entity {
	names := make([]detect.Entity, 0, len(r.entities))
	for i := range r.entities {
		names = append(names, r.entities[i].name)
	}
	slices.Sort(names)
	return names
}

// RuleCosts reports what the user's rules cost, in their order.
func (r *Redactor) RuleCosts() []RuleCost { return r.rules.costs }
