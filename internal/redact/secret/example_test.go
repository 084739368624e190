package secret_test

import (
	"fmt"

	"github.com/otelcol-genai/otelcol-genai/internal/redact/secret"
)

// A map's keys say which of its values are secrets.
func ExampleLeaf() {
	for _, field := range [][2]string{{"clientSecret", "q9X2vB7kLm"}, {"secret_name", "q9X2vB7kLm"}, {"password", "${DB_PASSWORD}"}} {
		entity, _, _, confidence := secret.Leaf(field[0], field[1])
		fmt.Println(field[0], entity, confidence)
	}
	// Output:
	// clientSecret GENERIC_SECRET 85
	// secret_name  0
	// password PASSWORD 0
}
