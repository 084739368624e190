package redact

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
	"github.com/otelcol-genai/otelcol-genai/internal/redact/pii"
)

// Names of markers that stand for what is no entity.
const (
	oversizeName = "OVERSIZE"
	blobName     = "BLOB"
	failedMarker = "[REDACTED_UNSCANNED]"

	oversizeEntity detect.Entity = oversizeName
	blobEntity     detect.Entity = blobName
)

// markerNames are the names in markers of entities whose own name is longer
// than what a reader wants to see; others go by their own.
var markerNames = map[detect.Entity]string{
	"EMAIL_ADDRESS":              "EMAIL",
	"PHONE_NUMBER":               "PHONE",
	"CREDIT_CARD":                "CARD",
	"CREDIT_CARD_CVV":            "CVV",
	"IBAN_CODE":                  "IBAN",
	"IP_ADDRESS":                 "IP",
	"MAC_ADDRESS":                "MAC",
	"US_SSN":                     "SSN",
	"STREET_ADDRESS":             "ADDRESS",
	"CONNECTION_STRING_PASSWORD": "PASSWORD",
	"GENERIC_SECRET":             "SECRET",
}

// secretEntities are those that are never encrypted and that win over a
// personal entity they overlap. A name that ends in one of secretSuffixes is one too.
var (
	secretEntities = []detect.Entity{
		"API_KEY", "PRIVATE_KEY", "JWT", "PASSWORD", "CONNECTION_STRING", "CONNECTION_STRING_PASSWORD", "AUTH_HEADER",
		"GENERIC_SECRET", "BASIC_AUTH", "BEARER_TOKEN", "COOKIE", "URL_CREDENTIALS", "CREDIT_CARD_CVV", "CARD_CVV", "CARD_PIN", "CARD_TRACK",
	}
	secretSuffixes = []string{"_TOKEN", "_API_KEY", "_ACCESS_KEY", "_SECRET", "_SECRET_KEY", "_WEBHOOK", "STRIPE_KEY", "_PASSWORD", "_CREDENTIALS", "_KEY"}
)

func isSecret(e detect.Entity) bool {
	return slices.Contains(secretEntities, e) ||
		slices.ContainsFunc(secretSuffixes, func(s string) bool { return strings.HasSuffix(string(e), s) })
}

// entity is an entity that is looked for, and what becomes of it.
type entity struct {
	name     detect.Entity
	marker   string
	action   Action
	min      detect.Confidence
	keepLast int
	secret   bool
}

// selection decides which entities are on.
type selection struct {
	on    map[detect.Entity]bool
	byDef bool // those that are on by default
	all   bool
	off   map[detect.Entity]bool
}

func selectEntities(names []string, known map[detect.Entity]bool) (selection, error) {
	sel := selection{on: map[detect.Entity]bool{}, off: map[detect.Entity]bool{}}
	sel.byDef = len(names) == 0
	var errs []error
	for i, n := range names {
		away := strings.HasPrefix(n, "-")
		e := canonical(detect.Entity(strings.TrimPrefix(n, "-")))
		switch {
		case n == "default":
			sel.byDef = true
		case n == "all":
			sel.all = true
		case !known[e]:
			errs = append(errs, fmt.Errorf("entities[%d] must be default, all or the name of an entity%s, got %q", i, alike(n, known), n))
		case away:
			sel.off[e] = true
		default:
			sel.on[e] = true
		}
	}
	if len(names) > 0 && !sel.byDef && !sel.all && len(sel.on) == 0 {
		sel.byDef = true // only names to take away
	}
	return sel, errors.Join(errs...)
}

// canonical is the name an entity goes by here, for one that others use.
func canonical(name detect.Entity) detect.Entity {
	if e, ok := aliases[string(name)]; ok {
		return e
	}
	return name
}

// aliases are the names that others use, and those of markers.
var aliases = func() map[string]detect.Entity {
	names := pii.Aliases()
	for e, marker := range markerNames {
		if marker != "PASSWORD" { // an entity itself
			names[marker] = e
		}
	}
	return names
}()

// maxAlike bounds the names in an error.
const maxAlike = 8

// alike names the entities that a wrong name may have meant.
func alike(name string, known map[detect.Entity]bool) string {
	var names []string
	for _, word := range strings.FieldsFunc(strings.ToUpper(name), func(r rune) bool { return r == '_' || r == '-' || r == ' ' }) {
		for _, e := range slices.Sorted(maps.Keys(known)) {
			if len(word) > 2 && strings.Contains(string(e), word) && len(names) < maxAlike && !slices.Contains(names, string(e)) {
				names = append(names, string(e))
			}
		}
	}
	if len(names) == 0 {
		return ""
	}
	return " (such as " + strings.Join(names, ", ") + ")"
}

// wants reports whether an entity's detector is to run; off is the detector's own word.
func (s *selection) wants(e detect.Entity, off detectorDefault) bool {
	return !s.off[e] && (s.all || s.on[e] || s.byDef && off == onByDefault)
}

// detectorDefault is whether a detector runs when its entity is not named.
type detectorDefault bool

const (
	onByDefault  detectorDefault = false
	offByDefault detectorDefault = true
)

// entityOf returns the number of an entity, adding it to those looked for.
func (r *Redactor) entityOf(name detect.Entity, o *Options) int32 {
	for i := range r.entities {
		if r.entities[i].name == name {
			return int32(i)
		}
	}
	own := o.PerEntity[name]
	e := entity{name: name, marker: markerName(name), action: own.Action, min: own.MinConfidence, keepLast: own.KeepLast, secret: isSecret(name)}
	if e.action == "" {
		e.action = o.Action
	}
	if e.action == "" {
		e.action = Replace
	}
	if e.min == 0 {
		e.min = o.MinConfidence
	}
	if e.min == 0 {
		e.min = detect.Medium
	}
	if e.action == Encrypt && e.secret && own.Action == "" {
		e.action = Replace // encrypt as the general action leaves secrets out
	}
	r.entities = append(r.entities, e)
	return int32(len(r.entities) - 1)
}

func markerName(e detect.Entity) string {
	if n, ok := markerNames[e]; ok {
		return n
	}
	return strings.ToUpper(string(e))
}
