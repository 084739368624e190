package genairedactionprocessor

import (
	"fmt"

	"github.com/otelcol-genai/otelcol-genai/internal/keyfile"
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

// options are the settings of the redactor.
func (c *Config) options() (redact.Options, error) {
	key, err := keyfile.Read("key", c.Key, c.KeyFile, minKeyBytes)
	if err != nil {
		return redact.Options{}, err
	}
	encryptKey, err := keyfile.Read("encrypt.key", c.Encrypt.Key, c.Encrypt.KeyFile, minEncryptKeyBytes)
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
