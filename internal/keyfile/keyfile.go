// Package keyfile reads a key of a configuration, which may stand there or in a file.
package keyfile

import (
	"bytes"
	"fmt"
	"os"

	"go.opentelemetry.io/collector/config/configopaque"
)

// MinBytes is the fewest a key or token has. What is shorter can be guessed.
const MinBytes = 16

// Read returns the key that is set or in the file, or nil where neither is. It must have
// at least so many bytes.
func Read(name string, key configopaque.String, file string, least int) ([]byte, error) {
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
	if len(text) < least {
		return nil, fmt.Errorf("%s must have at least %d bytes, got %d", name, least, len(text))
	}
	return text, nil
}
