package genairedactionprocessor

import (
	"bytes"
	"fmt"
	"os"

	"go.opentelemetry.io/collector/config/configopaque"

	"github.com/otelcol-genai/otelcol-genai/internal/redact"
	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
)

// Fewest bytes of a key. What is shorter can be guessed.
const (
	minKeyBytes        = 16
	minEncryptKeyBytes = 32
)

// checkKeys demands the keys that the rest of the configuration needs.
func (c *Config) checkKeys() (errs []error) {
	if c.Key == "" && c.KeyFile == "" {
		for _, use := range c.keyUses() {
			errs = append(errs, fmt.Errorf("key or key_file must be set for %s", use))
		}
	}
	encrypts := c.encrypts()
	if encrypts != "" && c.Encrypt.Key == "" && c.Encrypt.KeyFile == "" {
		errs = append(errs, fmt.Errorf("encrypt.key or encrypt.key_file must be set for %s", encrypts))
	}
	if encrypts != "" && c.Encrypt.KeyID == "" {
		errs = append(errs, fmt.Errorf("encrypt.key_id must be set for %s", encrypts))
	}
	return errs
}

// keyUses names the settings that need the key.
func (c *Config) keyUses() (uses []string) {
	if c.Action == redact.Token {
		uses = append(uses, "action: token")
	}
	for _, entity := range sortedKeys(c.PerEntity) {
		if c.PerEntity[entity].Action == redact.Token {
			uses = append(uses, "per_entity."+entity+".action: token")
		}
	}
	if c.Scan.Blobs == redact.HashBlobs {
		uses = append(uses, "scan.blobs: hash")
	}
	if c.Content.uses(redact.HashContent) {
		uses = append(uses, "content mode hash")
	}
	return uses
}

// encrypts names the first setting that needs the encryption key.
func (c *Config) encrypts() string {
	if c.Action == redact.Encrypt {
		return "action: encrypt"
	}
	for _, entity := range sortedKeys(c.PerEntity) {
		if c.PerEntity[entity].Action == redact.Encrypt {
			return "per_entity." + entity + ".action: encrypt"
		}
	}
	return ""
}

// readKey returns the key that is set or in the file, or nil where neither is.
func readKey(name string, key configopaque.String, file string, least int) ([]byte, error) {
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

// options are the settings of the redactor.
func (c *Config) options() (redact.Options, error) {
	key, err := readKey("key", c.Key, c.KeyFile, minKeyBytes)
	if err != nil {
		return redact.Options{}, err
	}
	encryptKey, err := readKey("encrypt.key", c.Encrypt.Key, c.Encrypt.KeyFile, minEncryptKeyBytes)
	if err != nil {
		return redact.Options{}, err
	}
	options := redact.Options{
		Entities:      c.Entities,
		MinConfidence: confidence(c.MinConfidence),
		Action:        c.Action,
		PerEntity:     make(map[detect.Entity]redact.EntityOptions, len(c.PerEntity)),
		Allow:         redact.Allow(c.Allow),
		IDKeys:        c.Scan.SkipKeys,
		Blobs:         c.Scan.Blobs,
		MinBlobBytes:  c.Scan.MinBlobBytes,
		TokenKey:      key,
		EncryptKey:    encryptKey,
		EncryptKeyID:  c.Encrypt.KeyID,
		MaxBytes:      c.Scan.MaxBytes,
		MaxFindings:   c.Scan.MaxFindings,
		CacheEntries:  c.Scan.CacheEntries,
		MaxTenants:    c.Tenant.Max,
	}
	if c.Scan.CacheEntries == 0 {
		options.CacheEntries = -1 // where 0 stands for the default
	}
	for entity, own := range c.PerEntity {
		options.PerEntity[detect.Entity(entity)] = redact.EntityOptions{
			Action: own.Action, MinConfidence: confidence(own.MinConfidence), KeepLast: own.KeepLast,
		}
	}
	if c.Remote.HasValue() {
		for _, entity := range c.Remote.Get().Entities {
			options.ExtraEntities = append(options.ExtraEntities, detect.Entity(entity))
		}
	}
	for i := range c.Rules {
		r := &c.Rules[i]
		options.Rules = append(options.Rules, redact.Rule{
			Name: r.Name, Entity: detect.Entity(r.Entity), Pattern: r.Pattern, Keywords: r.Keywords, Context: r.Context,
			Validator: r.Validator, Confidence: confidence(r.Confidence), Matches: r.Matches, Misses: r.Misses,
		})
	}
	return options, nil
}

// confidence is a percentage that was checked to be one.
func confidence(percent int) detect.Confidence {
	return detect.Confidence(min(max(percent, 0), 100))
}
