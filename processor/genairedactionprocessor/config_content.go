package genairedactionprocessor

import (
	"fmt"
	"maps"
	"slices"

	"github.com/otelcol-genai/otelcol-genai/internal/oneof"
	"github.com/otelcol-genai/otelcol-genai/internal/redact"
)

// ContentConfig says how much of prompts and completions passes, after redaction.
type ContentConfig struct {
	Mode redact.ContentMode `mapstructure:"mode"`
	// PreviewRunes is how many runes mode preview keeps of each text.
	PreviewRunes int `mapstructure:"preview_runes"`
	// Roles override by who speaks: system, user, assistant, tool.
	Roles map[string]RoleContentConfig `mapstructure:"roles"`
}

// RoleContentConfig is the content policy of one role. What is not set is that of all.
type RoleContentConfig struct {
	Mode         redact.ContentMode `mapstructure:"mode"`
	PreviewRunes int                `mapstructure:"preview_runes"`
}

var contentModes = []redact.ContentMode{redact.KeepContent, redact.PreviewContent, redact.HashContent, redact.DropContent}

func (c *ContentConfig) check() (errs []error) {
	checkMode := func(key string, mode redact.ContentMode) {
		if !slices.Contains(contentModes, mode) {
			errs = append(errs, fmt.Errorf("%s must be one of %s, got %q", key, oneof.List(contentModes), mode))
		}
	}
	checkMode("content.mode", c.Mode)
	if c.PreviewRunes <= 0 {
		errs = append(errs, fmt.Errorf("content.preview_runes must be positive, got %d", c.PreviewRunes))
	}
	for _, name := range sortedKeys(c.Roles) {
		if !slices.Contains(roleNames[roleSystem:], name) {
			errs = append(errs, fmt.Errorf("content.roles: unknown role %q, expected one of %s", name, oneof.List(roleNames[roleSystem:])))
		}
		if mode := c.Roles[name].Mode; mode != "" {
			checkMode("content.roles."+name+".mode", mode)
		}
		if runes := c.Roles[name].PreviewRunes; runes < 0 {
			errs = append(errs, fmt.Errorf("content.roles.%s.preview_runes must not be negative, got %d", name, runes))
		}
	}
	return errs
}

// policy is the policy of a role.
func (c *ContentConfig) policy(r role) redact.ContentPolicy {
	policy := redact.ContentPolicy{Mode: c.Mode, PreviewRunes: c.PreviewRunes}
	own := c.Roles[r.String()]
	if own.Mode != "" {
		policy.Mode = own.Mode
	}
	if own.PreviewRunes > 0 {
		policy.PreviewRunes = own.PreviewRunes
	}
	return policy
}

// uses reports whether some role's content is treated in a mode.
func (c *ContentConfig) uses(mode redact.ContentMode) bool {
	for r := range roleCount {
		if c.policy(r).Mode == mode {
			return true
		}
	}
	return false
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
