package alertmanager

import "strings"

// labelName is the name that an attribute has as a label in Prometheus by its OTLP receiver and
// exporters, so that one route serves alerts of rules and of events: service.name is service_name.
// It is "" where nothing is left of the name.
func labelName(attribute string) string {
	var b strings.Builder
	for _, r := range attribute {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9':
			b.WriteRune(r)
		case !strings.HasSuffix(b.String(), "_"):
			b.WriteByte('_')
		}
	}
	name := b.String()
	switch {
	case strings.Trim(name, "_") == "":
		return ""
	case name[0] >= '0' && name[0] <= '9':
		return "key_" + name
	default:
		return name
	}
}
