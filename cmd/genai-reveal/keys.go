package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/otelcol-genai/otelcol-genai/internal/redact"
)

// revealer reads the keys. Whatever is wrong with one, neither it nor what was
// given as its id or file is shown: people mistake the one for the other.
func (o *options) revealer(getenv func(string) string) (*redact.Revealer, error) {
	keys := map[string][]byte{}
	var errs []error
	for i, arg := range o.keys {
		name := fmt.Sprintf("--key (number %d)", i+1)
		id, file, ok := strings.Cut(arg, "=")
		if !ok || id == "" || file == "" {
			errs = append(errs, fmt.Errorf("%s must be ID=FILE", name))
			continue
		}
		key, err := readKey(name, file)
		if _, twice := keys[id]; twice {
			err = fmt.Errorf("%s has the id of one before it", name)
		}
		errs = append(errs, err)
		keys[id] = key
	}
	errs = append(errs, o.single(keys, getenv))
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return redact.NewRevealer(keys, o.tenants...)
}

// single adds the key of --key-file or of the environment, which has the id of --key-id.
func (o *options) single(keys map[string][]byte, getenv func(string) string) error {
	variable := getenv(keyVariable)
	var key []byte
	var err error
	switch {
	case o.keyFile != "":
		key, err = readKey("--key-file", o.keyFile)
	case len(o.keys) > 0 && o.keyID != "":
		return errors.New("--key-id goes with --key-file; a --key has its own id")
	case len(o.keys) > 0:
		return nil
	case variable != "":
		key, err = checkKey(keyVariable, []byte(variable))
	default:
		return errors.New("a key is needed: --key-file, --key or " + keyVariable)
	}
	if _, twice := keys[o.keyID]; twice {
		return errors.New("--key-id is the id of a --key")
	}
	keys[o.keyID] = key
	return err
}

func readKey(name, file string) ([]byte, error) {
	data, err := os.ReadFile(file) //nolint:gosec // the caller names the file
	if path, ok := errors.AsType[*fs.PathError](err); ok {
		err = path.Err
	}
	if err != nil {
		return nil, fmt.Errorf("%s: cannot read the file: %w", name, err)
	}
	return checkKey(name, bytes.TrimRight(data, "\r\n"))
}

func checkKey(name string, key []byte) ([]byte, error) {
	if len(key) < redact.MinEncryptKeyBytes {
		return nil, fmt.Errorf("%s: a key has at least %d bytes, this has %d", name, redact.MinEncryptKeyBytes, len(key))
	}
	return key, nil
}
