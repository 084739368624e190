package redact

// ContentMode is how much of a prompt or completion passes.
type ContentMode string

// The content modes.
const (
	KeepContent    ContentMode = "keep"    // all of it, redacted
	PreviewContent ContentMode = "preview" // its beginning, redacted
	HashContent    ContentMode = "hash"    // a keyed hash of the original
	DropContent    ContentMode = "drop"    // nothing
)

// ContentPolicy is what becomes of the prompts or completions of one role.
type ContentPolicy struct {
	// Mode is empty for KeepContent.
	Mode ContentMode
	// PreviewRunes is how many runes PreviewContent keeps.
	PreviewRunes int
}

// Content redacts one prompt or completion and keeps as much as the policy says.
// A dropped one has an empty Text and is Changed.
func (r *Redactor) Content(s string, c Context, p ContentPolicy) Result {
	switch p.Mode {
	case DropContent:
		return Result{Changed: s != ""}
	case HashContent:
		return Result{Text: r.Hash(s, c.Tenant), Changed: true}
	case PreviewContent:
		res := r.Text(s, c)
		if cut := Preview(res.Text, p.PreviewRunes); cut != res.Text {
			res.Text, res.Changed = cut, true
		}
		return res
	case KeepContent:
		return r.Text(s, c)
	default:
		return r.Text(s, c)
	}
}
