package genaialertexporter

import (
	"time"

	"go.opentelemetry.io/collector/component"

	"github.com/otelcol-genai/otelcol-genai/internal/alert"
)

// Config is what a user writes under genai_alert.
type Config struct {
	// Destinations are where people are told.
	Destinations []DestinationConfig `mapstructure:"destinations"`
	// Storage is the storage extension that keeps incidents over a restart; none for memory.
	Storage *component.ID `mapstructure:"storage"`
	// DryRun logs what would be told, and tells nobody.
	DryRun bool `mapstructure:"dry_run"`

	// Events say which events are incidents. They are asked before the built-in ones.
	Events []EventConfig `mapstructure:"events"`
	// BuiltinEvents: the events of the ledger are incidents without being listed.
	BuiltinEvents bool `mapstructure:"builtin_events"`
	// GroupBy are attributes: incidents of one alert with the same values of them are told as one.
	GroupBy []string `mapstructure:"group_by"`
	// CoolDown is how long an incident that ended is not told anew, unless it is worse.
	CoolDown time.Duration `mapstructure:"cool_down"`
	// MaxHold is how long an incident lasts that nothing ends.
	MaxHold time.Duration `mapstructure:"max_hold"`
	// MaxPerMinute is how many new incidents of each severity are told within a minute; 0 for any
	// number. The others are told of in one message.
	MaxPerMinute int `mapstructure:"max_per_minute"`
	// Queue bounds what is kept.
	Queue QueueConfig `mapstructure:"queue"`
	// Retry says how soon a destination that did not take a notice is tried again.
	Retry RetryConfig `mapstructure:"retry"`
	// Timeout bounds how long a batch of records waits for the storage.
	Timeout time.Duration `mapstructure:"timeout"`

	// Attributes are those that may be told beside the ones that are known to hold no prompt.
	Attributes []string `mapstructure:"attributes"`
	// Templates are the texts of all incidents; empty for ours.
	Templates TemplateConfig `mapstructure:"templates"`
	// RunbookURL is what the name of an alert and .md are put behind.
	RunbookURL string `mapstructure:"runbook_url"`
	// SessionURL and TraceURL lead to a session and a trace, with {session_id} and {trace_id} in them.
	SessionURL string `mapstructure:"session_url"`
	TraceURL   string `mapstructure:"trace_url"`
}

// EventConfig says that events are incidents.
type EventConfig struct {
	// Name is that of the event.
	Name string `mapstructure:"name"`
	// MinSeverity is the least an event has.
	MinSeverity string `mapstructure:"min_severity"`
	// Match is what attributes of the event must be.
	Match map[string]string `mapstructure:"match"`
	// Alert is the name of the incident, or none for events that are no incident.
	Alert string `mapstructure:"alert"`
	// Severity is that of the incident; empty for that of the event.
	Severity string `mapstructure:"severity"`
	// Identity are the attributes that tell one incident from another.
	Identity []string `mapstructure:"identity"`
	// Hold is max_hold for these.
	Hold time.Duration `mapstructure:"hold"`
	// Templates are the texts of these.
	TemplateConfig `mapstructure:",squash"`
}

// TemplateConfig are texts with fields, as of text/template.
type TemplateConfig struct {
	Summary     string `mapstructure:"summary"`
	Description string `mapstructure:"description"`
}

// QueueConfig bounds what is kept.
type QueueConfig struct {
	// MaxIncidents bounds the incidents that hold or are not told everywhere.
	MaxIncidents int `mapstructure:"max_incidents"`
	// MaxGroup bounds what is told as one by group_by.
	MaxGroup int `mapstructure:"max_group"`
	// MaxEvents bounds the events that are remembered, so that none counts twice.
	MaxEvents int `mapstructure:"max_events"`
	// MaxAge is how long a notice waits for a destination.
	MaxAge time.Duration `mapstructure:"max_age"`
}

// RetryConfig is about notices that were not taken. The wait doubles from one time to the next.
type RetryConfig struct {
	Initial time.Duration `mapstructure:"initial"`
	Max     time.Duration `mapstructure:"max"`
}

// noAlert is the alert of events that are no incident.
const noAlert = "none"

func createDefaultConfig() component.Config {
	return &Config{
		BuiltinEvents: true,
		CoolDown:      5 * time.Minute,
		MaxHold:       24 * time.Hour,
		MaxPerMinute:  60,
		Queue:         QueueConfig{MaxIncidents: 10_000, MaxGroup: 1000, MaxEvents: 20_000, MaxAge: 24 * time.Hour},
		Retry:         RetryConfig{Initial: time.Second, Max: time.Minute},
		Timeout:       5 * time.Second,
		RunbookURL:    "https://github.com/otelcol-genai/otelcol-genai/blob/main/monitoring/runbooks/",
	}
}

// severityOf is a severity as typed, or 0 where nothing is.
func severityOf(text string) (severity alert.Severity, ok bool) {
	if text == "" {
		return 0, true
	}
	return alert.ParseSeverity(text)
}
