package redact

import "github.com/otelcol-genai/otelcol-genai/internal/redact/detect"

// Action is what becomes of a finding.
type Action string

// The actions. The empty Action of an entity stands for that of [Options].
const (
	// Replace puts the entity's marker: [EMAIL].
	Replace Action = "replace"
	// Token puts a marker with a keyed hash of the normalised value, the same for
	// the same value and tenant: [EMAIL_MFRGGZDFMZTWQ]. It needs a TokenKey.
	Token Action = "token"
	// Mask puts * for letters and digits but the last KeepLast.
	Mask Action = "mask"
	// Remove puts nothing.
	Remove Action = "remove"
	// Encrypt puts a marker that [Reveal] opens with the key. It is refused for
	// secrets and card verification values.
	Encrypt Action = "encrypt"
	// Count reports the finding and changes nothing.
	Count Action = "count"
)

// BlobPolicy is what becomes of data: URLs and long base64 runs, which are not
// scanned as text.
type BlobPolicy string

// The blob policies.
const (
	KeepBlobs BlobPolicy = "keep"
	DropBlobs BlobPolicy = "drop" // [BLOB 1234 bytes] in their place
	HashBlobs BlobPolicy = "hash" // [BLOB_<keyed hash>] in their place; needs a TokenKey
)

// EntityOptions are the settings of one entity.
type EntityOptions struct {
	// Action is empty for that of [Options].
	Action Action
	// MinConfidence is 0 for that of [Options].
	MinConfidence detect.Confidence
	// KeepLast is how many letters and digits Mask leaves at the end.
	KeepLast int
}

// Allow lists what is left alone. Each is held against a candidate, never
// against the whole text it stands in.
type Allow struct {
	// Values are exact values, in any case.
	Values []string
	// Domains are those of e-mail addresses and hosts, with their subdomains.
	Domains []string
	// CIDRs are networks of IP addresses: 10.0.0.0/8.
	CIDRs []string
	// Keys are key paths nothing is looked for under: "gen_ai.request.model",
	// "*.etag". A * stands for any run of characters.
	Keys []string
}

// Rule is a rule of the user's own.
type Rule struct {
	// Name is unique and becomes the marker, upper-cased: [ORDER_ID].
	Name string
	// Entity is what findings are reported as; empty for Name.
	Entity detect.Entity
	// Pattern is a regular expression of RE2. Its first capturing group, if it
	// has one, is the value; else all of the match is.
	Pattern string
	// Keywords are words of which one must stand in the text for the rule to count, in any case.
	Keywords []string
	// Context are words of which one must stand shortly before the match or in its key.
	Context []string
	// Validator is the name of a checksum the value must pass; see [Validators].
	Validator string
	// Confidence is 0 for [detect.High].
	Confidence detect.Confidence
	// Matches are texts the rule must match, Misses texts it must not; New tries them.
	Matches, Misses []string
}

// Options configure a [Redactor]. The zero value works: the default entities,
// replaced by markers.
type Options struct {
	// Entities are "default", "all", names of entities, or "-NAME" to take one
	// away; empty is "default".
	Entities []string
	// ExtraEntities are entities that only findings of [Context].Extra have.
	ExtraEntities []detect.Entity
	// MinConfidence is 0 for [detect.Medium].
	MinConfidence detect.Confidence
	// Action is empty for Replace.
	Action Action
	// PerEntity overrides by entity.
	PerEntity map[detect.Entity]EntityOptions
	// Allow is what is left alone.
	Allow Allow
	// IDKeys are keys, beside the built-in ones, whose values are ids: numbers
	// under them count only with a context word. Same syntax as Allow.Keys.
	IDKeys []string
	// Rules are the user's own.
	Rules []Rule

	// Blobs is empty for KeepBlobs.
	Blobs BlobPolicy
	// MinBlobBytes is the shortest base64 run that is a blob; 0 for 512.
	MinBlobBytes int

	// TokenKey is the master key of tokens and hashes, at least 16 bytes. Keys
	// per tenant are derived from it.
	TokenKey []byte
	// EncryptKey is the master key of Encrypt, at least 32 bytes, and
	// EncryptKeyID the name it goes by in markers: letters, digits, - and _.
	EncryptKey   []byte
	EncryptKeyID string

	// MaxBytes bounds the bytes of one value that are scanned; what is past it is
	// replaced. 0 for 4 MiB.
	MaxBytes int
	// MaxFindings bounds the findings in one value; what is past the last is
	// replaced. 0 for 10,000.
	MaxFindings int
	// CacheEntries bounds the results kept for texts that come again, as in
	// conversations that agents send whole with every call. 0 for 16,384;
	// negative for no cache. An entry holds spans, no text.
	CacheEntries int
	// MaxTenants bounds the derived keys kept; 0 for 1,024.
	MaxTenants int

	// Codes and Patterns replace the built-in detectors when one is not nil.
	Codes    []detect.Code
	Patterns []detect.Pattern
}
