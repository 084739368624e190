package genailogconnector

import (
	"errors"
	"fmt"
	"slices"

	"go.opentelemetry.io/collector/component"

	"github.com/otelcol-genai/otelcol-genai/internal/oneof"
)

// Config is what a user writes under genai_log.
type Config struct {
	// Body is the form of a record's body.
	Body BodyForm `mapstructure:"body"`
	// Content says where prompts and responses are put.
	Content ContentPlace `mapstructure:"content"`
	// MaxContentBytes bounds the system instructions, the prompt and the response
	// of one record, each. Of a longer prompt the last messages are kept.
	MaxContentBytes int `mapstructure:"max_content_bytes"`
	// MaxAttributeBytes bounds the text of any other attribute.
	MaxAttributeBytes int `mapstructure:"max_attribute_bytes"`
	// Duplicates says what becomes of a span that is marked as another record of
	// the same call.
	Duplicates Duplicates `mapstructure:"duplicates"`
}

// BodyForm is the form of a record's body.
type BodyForm string

// The forms.
const (
	// BodyJSON is one line of JSON text.
	BodyJSON BodyForm = "json"
	// BodyStructured is a map.
	BodyStructured BodyForm = "structured"
	// BodyNone leaves it empty: everything is in the attributes.
	BodyNone BodyForm = "none"
)

var bodyForms = []BodyForm{BodyJSON, BodyStructured, BodyNone}

// ContentPlace is where prompts and responses are put.
type ContentPlace string

// The places.
const (
	// ContentBody puts them into the body: backends bound the size of attributes.
	ContentBody ContentPlace = "body"
	// ContentAttributes puts them under the names of the conventions.
	ContentAttributes ContentPlace = "attributes"
	// ContentNone leaves them out.
	ContentNone ContentPlace = "none"
)

var contentPlaces = []ContentPlace{ContentBody, ContentAttributes, ContentNone}

// Duplicates is what becomes of a span that records a call a second time.
type Duplicates string

// What can become of it.
const (
	// SkipDuplicates writes no record of it.
	SkipDuplicates Duplicates = "skip"
	// MarkDuplicates writes one; its genai.cost.status is duplicate.
	MarkDuplicates Duplicates = "mark"
)

var duplicateModes = []Duplicates{SkipDuplicates, MarkDuplicates}

func createDefaultConfig() component.Config {
	return &Config{
		Body: BodyJSON, Content: ContentBody, MaxContentBytes: 32 << 10, MaxAttributeBytes: 1024, Duplicates: SkipDuplicates,
	}
}

// Validate reports everything that is wrong at once.
func (c *Config) Validate() error {
	var errs []error
	if !slices.Contains(bodyForms, c.Body) {
		errs = append(errs, fmt.Errorf("body must be one of %s, got %q", oneof.List(bodyForms), c.Body))
	}
	if !slices.Contains(contentPlaces, c.Content) {
		errs = append(errs, fmt.Errorf("content must be one of %s, got %q", oneof.List(contentPlaces), c.Content))
	}
	if c.Body == BodyNone && c.Content == ContentBody {
		errs = append(errs, errors.New("content must be attributes or none where body is none, got \"body\""))
	}
	if c.MaxContentBytes <= 0 {
		errs = append(errs, fmt.Errorf("max_content_bytes must be positive, got %d", c.MaxContentBytes))
	}
	if c.MaxAttributeBytes <= 0 {
		errs = append(errs, fmt.Errorf("max_attribute_bytes must be positive, got %d", c.MaxAttributeBytes))
	}
	if !slices.Contains(duplicateModes, c.Duplicates) {
		errs = append(errs, fmt.Errorf("duplicates must be one of %s, got %q", oneof.List(duplicateModes), c.Duplicates))
	}
	return errors.Join(errs...)
}
