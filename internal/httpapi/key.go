package httpapi

import (
	"bytes"
	"fmt"
	"os"

	"go.opentelemetry.io/collector/config/configopaque"
)

// MinKeyBytes is the fewest a key or token has. What is shorter can be guessed.
const MinKeyBytes = 16

// ReadKey returns the key that is set or in the file, or nil where neither is.
func ReadKey(name string, key configopaque.String, file string) ([]byte, error) {
	text := []byte(string(key))
	switch {
	case key != "" && file != "":
		return nil, fmt.Errorf("%[1]s and %[1]s_file must not both be set", name)
	case key == "" && file == "":
		return nil, nil
	case file != "":
		data, err := os.ReadFile(file) //nolint:gosec // the operator names the file
		if err != nil {
			return nil, fmt.Errorf("%s_file: %w", name, err)
		}
		text = bytes.TrimRight(data, "\r\n")
		name += "_file"
	}
	if len(text) < MinKeyBytes {
		return nil, fmt.Errorf("%s must have at least %d bytes, got %d", name, MinKeyBytes, len(text))
	}
	return text, nil
}
