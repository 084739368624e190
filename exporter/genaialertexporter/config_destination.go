package genaialertexporter

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/confmap"

	"github.com/otelcol-genai/otelcol-genai/exporter/genaialertexporter/internal/alertmanager"
	"github.com/otelcol-genai/otelcol-genai/exporter/genaialertexporter/internal/destination"
	"github.com/otelcol-genai/otelcol-genai/exporter/genaialertexporter/internal/pagerduty"
	"github.com/otelcol-genai/otelcol-genai/exporter/genaialertexporter/internal/slack"
	"github.com/otelcol-genai/otelcol-genai/exporter/genaialertexporter/internal/webhook"
)

// DestinationConfig is a place where people are told: what all have in common, and beside it the keys of its type.
type DestinationConfig struct {
	CommonConfig `mapstructure:",squash"`
	settings     settings
}

// CommonConfig is what destinations of all types have.
type CommonConfig struct {
	// Type is alertmanager, pagerduty, slack or webhook.
	Type string `mapstructure:"type"`
	// Name tells destinations apart; that of the type if it is empty.
	Name string `mapstructure:"name"`
	// MinSeverity is the least an incident has to be told here.
	MinSeverity string `mapstructure:"min_severity"`
	// Match is what attributes of its event must be, and alert for its name.
	Match map[string]string `mapstructure:"match"`
	// SendResolved: the end of an incident is told, too.
	SendResolved bool `mapstructure:"send_resolved"`
}

// settings are the keys of a type of destination.
type settings interface{ Validate() error }

// kind is a type of destination.
type kind struct {
	defaults func() settings
	open     func(context.Context, settings, map[component.ID]component.Component, component.TelemetrySettings) (destination.Destination, error)
}

// kinds are the types of destinations there are.
var kinds = map[string]kind{
	"alertmanager": kindOf(alertmanager.DefaultConfig, alertmanager.New),
	"pagerduty":    kindOf(pagerduty.DefaultConfig, pagerduty.New),
	"slack":        kindOf(slack.DefaultConfig, slack.New),
	"webhook":      kindOf(webhook.DefaultConfig, webhook.New),
}

type opener[C settings] func(context.Context, C, map[component.ID]component.Component, component.TelemetrySettings) (destination.Destination, error)

func kindOf[C settings](defaults func() C, open opener[C]) kind {
	return kind{
		defaults: func() settings { return defaults() },
		open: func(ctx context.Context, s settings, extensions map[component.ID]component.Component, telemetry component.TelemetrySettings) (destination.Destination, error) {
			config, ok := s.(C)
			if !ok {
				return nil, fmt.Errorf("unexpected config type %T", s)
			}
			return open(ctx, config, extensions, telemetry)
		},
	}
}

// commonKeys are the keys of CommonConfig.
var commonKeys = []string{"type", "name", "min_severity", "match", "send_resolved"}

// Unmarshal reads the common keys, and leaves the others to the type.
func (c *DestinationConfig) Unmarshal(conf *confmap.Conf) error {
	c.CommonConfig = CommonConfig{SendResolved: true}
	common, own := map[string]any{}, map[string]any{}
	for key, value := range conf.ToStringMap() {
		if slices.Contains(commonKeys, key) {
			common[key] = value
		} else {
			own[key] = value
		}
	}
	if err := confmap.NewFromStringMap(common).Unmarshal(&c.CommonConfig); err != nil {
		return err
	}
	k, ok := kinds[c.Type]
	if !ok {
		return fmt.Errorf("type must be one of %s, got %q", strings.Join(slices.Sorted(maps.Keys(kinds)), ", "), c.Type)
	}
	if c.Name == "" {
		c.Name = c.Type
	}
	c.settings = k.defaults()
	return confmap.NewFromStringMap(own).Unmarshal(c.settings)
}

// Marshal writes the keys back side by side; secrets write themselves as such.
func (c DestinationConfig) Marshal(conf *confmap.Conf) error {
	if err := conf.Marshal(c.CommonConfig); err != nil || c.settings == nil {
		return err
	}
	own := confmap.New()
	return errors.Join(own.Marshal(c.settings), conf.Merge(own))
}

// destination makes it.
func (c *DestinationConfig) destination(ctx context.Context, extensions map[component.ID]component.Component, telemetry component.TelemetrySettings) (destination.Destination, error) {
	return kinds[c.Type].open(ctx, c.settings, extensions, telemetry)
}
