package definition

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

var (
	duration    = regexp.MustCompile(`^([1-9][0-9]*[smhdw])+$`)
	alertName   = regexp.MustCompile(`^GenAI[A-Z][A-Za-z0-9]+$`)
	recordName  = regexp.MustCompile(`^genai:[a-z0-9_]+:[a-z0-9_]+$`)
	wildcard    = regexp.MustCompile(`^[a-z0-9_.*-]+$`)
	settingName = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
)

// check reports everything that is wrong with what was written.
func (f *File) check() error {
	var errs []error
	wrong := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	if !strings.HasSuffix(f.Settings.RunbookBase, "/") {
		wrong("settings.runbook_base must end in a slash, got %q", f.Settings.RunbookBase)
	}
	for _, severity := range severities {
		if !strings.HasPrefix(f.Settings.Datadog[severity], "@") {
			wrong("settings.datadog.%s must be handles like @slack-alerts, got %q", severity, f.Settings.Datadog[severity])
		}
	}
	for name, t := range f.Thresholds {
		if !settingName.MatchString(name) {
			wrong("thresholds: a name is lower case letters, digits and _, got %q", name)
		}
		if err := t.check(); err != nil {
			wrong("thresholds.%s: %w", name, err)
		}
	}
	seen := map[string]bool{}
	once := func(kind, name string) {
		if seen[name] {
			wrong("%s: %s is there twice", kind, name)
		}
		seen[name] = true
	}
	for i := range f.Recordings {
		r := &f.Recordings[i]
		once("recordings", r.Record)
		if err := r.check(); err != nil {
			wrong("recordings: %s: %w", r.Record, err)
		}
	}
	for i := range f.Alerts {
		a := &f.Alerts[i]
		once("alerts", a.Name)
		if err := a.check(); err != nil {
			wrong("alerts: %s: %w", a.Name, err)
		}
	}
	return errors.Join(errs...)
}

func (t Threshold) check() error {
	if !slices.Contains(units, t.Unit) {
		return fmt.Errorf("unit must be one of %s, got %q", list(units), t.Unit)
	}
	if t.Is == "" {
		return errors.New("is must say what it means")
	}
	switch t.Unit {
	case Duration:
		if !duration.MatchString(t.Value) {
			return fmt.Errorf("value must be a duration like 15m, got %q", t.Value)
		}
	case Wildcard:
		if !wildcard.MatchString(t.Value) {
			return fmt.Errorf("value must be a value of a tag in small letters, in which * is any text, got %q", t.Value)
		}
	case Pattern:
		if _, err := regexp.Compile(t.Value); err != nil || strings.ContainsAny(t.Value, "\"\\\n") {
			return fmt.Errorf("value must be a regular expression without quotes and backslashes, got %q", t.Value)
		}
	default:
		if _, err := strconv.ParseFloat(t.Value, 64); err != nil {
			return fmt.Errorf("value must be a number, got %q", t.Value)
		}
	}
	return nil
}

func (r *Recording) check() error {
	var errs []error
	if !recordName.MatchString(r.Record) {
		errs = append(errs, fmt.Errorf("record must look like genai:what:how, got %q", r.Record))
	}
	return errors.Join(append(errs, checkLayer(r.Layer), checkInterval("every", r.Every), checkText("about", r.About), checkText("expr", r.Expr))...)
}

func (a *Alert) check() error {
	var errs []error
	if !alertName.MatchString(a.Name) {
		errs = append(errs, fmt.Errorf("name must look like GenAIThingHappened, got %q", a.Name))
	}
	if !slices.Contains(severities, a.Severity) {
		errs = append(errs, fmt.Errorf("severity must be one of %s, got %q", list(severities), a.Severity))
	}
	if len(a.Metrics) == 0 {
		errs = append(errs, errors.New("metrics must name what the expression reads"))
	}
	if len(a.Queries) == 0 {
		errs = append(errs, errors.New("queries must have at least one, for the runbook"))
	}
	if (a.Datadog.Query == "") == (a.Datadog.Why == "") {
		errs = append(errs, errors.New("datadog must have a query, or say why there is none"))
	}
	return errors.Join(append(errs, checkLayer(a.Layer), checkInterval("for", a.For), checkInterval("every", a.Every),
		checkText("summary", a.Summary), checkText("description", a.Description), checkText("expr", a.Expr))...)
}

func checkLayer(l Layer) error {
	if !slices.Contains(Layers, l) {
		return fmt.Errorf("layer must be one of %s, got %q", list(Layers), l)
	}
	return nil
}

func checkInterval(key, value string) error {
	if value != "" && !duration.MatchString(value) {
		return fmt.Errorf("%s must be a duration like 5m, got %q", key, value)
	}
	return nil
}

func checkText(key, value string) error {
	if strings.TrimSpace(value) == "" {
		return fmt.Errorf("%s must not be empty", key)
	}
	return nil
}

func list[T ~string](values []T) string {
	names := make([]string, len(values))
	for i, value := range values {
		names[i] = string(value)
	}
	return strings.Join(names, ", ")
}
