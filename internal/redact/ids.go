package redact

// IsID reports a text that is a UUID or a hash, and nothing else.
func IsID(text string) bool { return len(text) > maxSmallWord && meaningless(text) }

// SkipsIDs reports that nothing is looked for in what [IsID] reports where it is the whole value of a key:
// [Redactor.Text] leaves it as it is.
func (r *Redactor) SkipsIDs(key string) bool {
	s := r.scanner(&Context{Key: key})
	defer r.scanners.Put(s)
	return s.skips("00000000-0000-0000-0000-000000000000")
}
