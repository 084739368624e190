package datadogtest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Monitor is the body of POST /api/v1/monitor, of the types and options that are used here.
type Monitor struct {
	Name     string   `json:"name"`
	Type     string   `json:"type"`
	Query    string   `json:"query"`
	Message  string   `json:"message"`
	Tags     []string `json:"tags"`
	Priority int      `json:"priority"`
	Options  Options  `json:"options"`

	condition *condition // of a query alert
}

// Options are those of a monitor.
type Options struct {
	Thresholds        map[string]float64 `json:"thresholds"`
	RequireFullWindow bool               `json:"require_full_window"`
	NotifyNoData      bool               `json:"notify_no_data"`
	NoDataTimeframe   int                `json:"no_data_timeframe"` // minutes
	RenotifyInterval  int                `json:"renotify_interval"` // minutes
	IncludeTags       bool               `json:"include_tags"`
	EvaluationDelay   int                `json:"evaluation_delay"` // seconds
	NewGroupDelay     int                `json:"new_group_delay"`  // seconds
	TimeoutH          int                `json:"timeout_h"`
}

// The types of monitors that are known here.
const (
	queryAlert = "query alert"
	composite  = "composite"
)

// Status is what a group of a monitor is in, the worse the higher.
type Status int

// Statuses.
const (
	OK Status = iota + 1
	NoData
	Warn
	Alert
)

// String is the status as Datadog writes it.
func (s Status) String() string {
	return map[Status]string{OK: "OK", NoData: "No Data", Warn: "Warn", Alert: "Alert"}[s]
}

// Group is one alert of a multi alert; a simple one has one without tags.
type Group struct {
	Tags   string // key:value,key:value
	Value  float64
	Status Status
}

// ParseMonitor reads a body and says everything that Datadog would refuse, as far as it is told.
func ParseMonitor(body []byte) (*Monitor, error) {
	m := &Monitor{}
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(m); err != nil {
		return nil, err
	}
	var errs []error
	if m.Name == "" || m.Message == "" {
		errs = append(errs, errors.New("name and message must not be empty"))
	}
	if m.Priority < 0 || m.Priority > 5 {
		errs = append(errs, fmt.Errorf("priority must be from 1 (high) to 5, got %d", m.Priority))
	}
	switch m.Type {
	case queryAlert:
		var err error
		if m.condition, err = parseCondition(m.Query); err != nil {
			errs = append(errs, err)
		} else {
			errs = append(errs, m.checkThresholds(), checkMessage(m.Message, messageWords, m.groupedBy()))
		}
	case composite:
		if _, err := parseComposite(m.Query); err != nil {
			errs = append(errs, err)
		}
	default:
		errs = append(errs, fmt.Errorf("type must be %q or %q, got %q", queryAlert, composite, m.Type))
	}
	return m, errors.Join(errs...)
}

func (m *Monitor) checkThresholds() error {
	var errs []error
	critical, there := m.Options.Thresholds["critical"]
	if !there || critical != m.condition.threshold {
		errs = append(errs, fmt.Errorf("options.thresholds.critical must be the %v of the query, got %v", m.condition.threshold, critical))
	}
	if warning, there := m.Options.Thresholds["warning"]; there && !compare(critical, m.condition.compare[:1], warning) {
		errs = append(errs, fmt.Errorf("options.thresholds.warning must be reached before critical (%v), got %v", critical, warning))
	}
	for name := range m.Options.Thresholds {
		if !slices.Contains([]string{"critical", "warning", "critical_recovery", "warning_recovery"}, name) {
			errs = append(errs, fmt.Errorf("options.thresholds.%s is not known", name))
		}
	}
	return errors.Join(errs...)
}

var (
	messageTag   = regexp.MustCompile(`{{([^{}]*)}}`)
	groupTag     = regexp.MustCompile(`^(?:\[([^\]]+)\]|([A-Za-z0-9_-]+))\.name$`)
	messageWords = []string{"value", "threshold", "warn_threshold", "last_triggered_at", "comparator"}
	partWords    = regexp.MustCompile(`^[a-j]\.(value|status|name)$`) // of the parts of a composite
	messageIf    = regexp.MustCompile(`^[#/^](is_alert|is_warning|is_recovery|is_no_data|is_alert_recovery)$`)
)

// groupedBy are the tags that the query groups by.
func (m *Monitor) groupedBy() []string {
	var groups []string
	walk(m.condition.value, func(q *query) { groups = append(groups, q.by...) })
	return groups
}

// checkMessage holds that every variable of the message is one that Datadog fills in
// (https://docs.datadoghq.com/monitors/notify/variables/): tags only those of the groups.
func checkMessage(text string, words, groups []string) error {
	for _, match := range messageTag.FindAllStringSubmatch(text, -1) {
		name := match[1]
		tag := groupTag.FindStringSubmatch(name)
		switch {
		case slices.Contains(words, name), words == nil && partWords.MatchString(name), messageIf.MatchString(name):
		case tag != nil && slices.Contains(groups, tag[1]+tag[2]):
		default:
			return fmt.Errorf("the message has {{%s}}, which is neither a tag that the query groups by (%s) nor a variable of monitors", name, strings.Join(groups, ", "))
		}
	}
	return nil
}

// Metrics are the names of what the query reads; none for a composite.
func (m *Monitor) Metrics() []string {
	var names []string
	if m.condition != nil {
		walk(m.condition.value, func(q *query) { names = append(names, q.metric) })
	}
	return names
}

// Monitors are those of a folder by the names of their files. The query of a composite
// has such names where the API has ids.
type Monitors map[string]*Monitor

// Check says which composites are made of what is not there, or tell of tags that none of their monitors groups by.
func (all Monitors) Check() error {
	var errs []error
	for name, m := range all {
		if m.Type != composite {
			continue
		}
		parts, err := parseComposite(m.Query)
		errs = append(errs, err)
		var groups []string
		for _, p := range parts {
			if all[p.name] == nil || all[p.name].Type == composite {
				errs = append(errs, fmt.Errorf("%s: %q is no monitor that a composite may be made of", name, p.name))
				continue
			}
			groups = append(groups, all[p.name].groupedBy()...)
		}
		if err := checkMessage(m.Message, nil, groups); err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", name, err))
		}
	}
	return errors.Join(errs...)
}

// Evaluate answers the groups of a monitor at a time, in order of their tags.
func (all Monitors) Evaluate(name string, store *Store, now time.Time) ([]Group, error) {
	m := all[name]
	if m == nil {
		return nil, fmt.Errorf("there is no monitor %q", name)
	}
	groups, err := all.groups(m, store, now)
	if err != nil {
		return nil, fmt.Errorf("monitor %s: %w", name, err)
	}
	slices.SortFunc(groups, func(a, b Group) int { return strings.Compare(a.Tags, b.Tags) })
	return groups, nil
}

func (all Monitors) groups(m *Monitor, store *Store, now time.Time) ([]Group, error) {
	if m.Type == composite {
		return all.composite(m, store, now)
	}
	found, err := m.condition.evaluate(store, now.Add(-time.Duration(m.Options.EvaluationDelay)*time.Second))
	if err != nil {
		return nil, err
	}
	var groups []Group
	for tags, value := range found {
		groups = append(groups, Group{Tags: tags, Value: value, Status: m.status(value)})
	}
	if m.Options.NotifyNoData {
		silent, err := m.silent(store, now)
		groups = append(groups, silent...)
		return groups, err
	}
	return groups, nil
}

// silent are the groups that were there in the day before and sent nothing for as long as the monitor waits.
func (m *Monitor) silent(store *Store, now time.Time) ([]Group, error) {
	waits := time.Duration(m.Options.NoDataTimeframe) * time.Minute
	recent, before := *m.condition, *m.condition
	recent.window, before.window = waits, 24*time.Hour
	still, err := recent.evaluate(store, now)
	if err != nil {
		return nil, err
	}
	seen, err := before.evaluate(store, now)
	if err != nil {
		return nil, err
	}
	var groups []Group
	for tags := range seen {
		if _, there := still[tags]; !there {
			groups = append(groups, Group{Tags: tags, Status: NoData})
		}
	}
	return groups, nil
}

// Fires says whether somebody is told: of an alert, or of no data where the monitor is about that.
func (m *Monitor) Fires(g Group) bool {
	return g.Status == Alert || g.Status == NoData && m.Options.NotifyNoData
}

func (m *Monitor) status(value float64) Status {
	if compare(value, m.condition.compare, m.condition.threshold) {
		return Alert
	}
	if warning, there := m.Options.Thresholds["warning"]; there && compare(value, m.condition.compare, warning) {
		return Warn
	}
	return OK
}

func compare(a float64, operator string, b float64) bool {
	switch operator {
	case ">":
		return a > b
	case ">=":
		return a >= b
	case "<":
		return a < b
	case "<=":
		return a <= b
	case "==":
		return a == b
	default:
		return a != b
	}
}
