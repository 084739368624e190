// Package oneof says which values a key of a configuration may have.
package oneof

import "strings"

// List are the values, as an error tells them.
func List[T ~string](values []T) string {
	names := make([]string, len(values))
	for i, value := range values {
		names[i] = string(value)
	}
	return strings.Join(names, ", ")
}
