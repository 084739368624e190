package alerttest

import (
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/otelcol-genai/otelcol-genai/internal/standin"
)

// resolveTimeout is how long an alert without an end holds, as in Alertmanager's default configuration.
const resolveTimeout = 5 * time.Minute

// Alertmanager takes alerts as its API v2 does. Its URL is what goes under endpoint.
type Alertmanager struct {
	standin.Server

	mu     sync.Mutex        // of what is below
	alerts map[string]*Alert // by their labels
}

// Alert is one that was taken, as it was posted last.
type Alert struct {
	Labels       map[string]string `json:"labels"`
	Annotations  map[string]string `json:"annotations"`
	StartsAt     time.Time         `json:"startsAt"`
	EndsAt       time.Time         `json:"endsAt"`
	GeneratorURL string            `json:"generatorURL"`
	// Posts is how often it was posted.
	Posts int `json:"-"`
}

// Holds reports whether the alert has not ended at a time.
func (a *Alert) Holds(at time.Time) bool { return a.EndsAt.After(at) }

// NewAlertmanager knows of no alerts.
func NewAlertmanager(tb testing.TB) *Alertmanager {
	tb.Helper()
	a := &Alertmanager{alerts: make(map[string]*Alert)}
	schema := compiled("alertmanager.json")
	a.Start(tb, func(r *http.Request, body []byte) standin.Answer {
		switch {
		case strings.HasPrefix(r.URL.Path, "/api/v1/"):
			return standin.Answer{Status: http.StatusGone}
		case r.URL.Path != "/api/v2/alerts":
			return standin.Answer{Status: http.StatusNotFound}
		case r.Method != http.MethodPost:
			return standin.Answer{Status: http.StatusMethodNotAllowed}
		case !strings.HasPrefix(r.Header.Get("Content-Type"), "application/json"):
			return standin.Answer{Status: http.StatusUnsupportedMediaType}
		}
		decoded, err := standin.Decode(body)
		if err != nil {
			return standin.Answer{Status: http.StatusBadRequest, Header: standin.JSON, Body: `{"code":400,"message":"parsing alerts body failed"}`}
		}
		found := faults(schema, decoded)
		switch {
		case slices.ContainsFunc(found, whileDecoding):
			return standin.Answer{Status: http.StatusBadRequest, Header: standin.JSON, Body: `{"code":400,"message":"parsing alerts body failed"}`}
		case len(found) > 0:
			return standin.Answer{Status: http.StatusUnprocessableEntity, Header: standin.JSON, Body: `{"code":601,"message":"validation failure list"}`}
		}
		var posted []*Alert
		if err := json.Unmarshal(body, &posted); err != nil {
			return standin.Answer{Status: http.StatusBadRequest, Header: standin.JSON, Body: `"` + err.Error() + `"`}
		}
		if err := a.store(posted, time.Now()); err != nil {
			return standin.Answer{Status: http.StatusBadRequest, Header: standin.JSON, Body: `"` + err.Error() + `"`}
		}
		return standin.Answer{Status: http.StatusOK}
	})
	return a
}

// whileDecoding reports whether Alertmanager stumbles over a fault before it validates.
func whileDecoding(f fault) bool { return f.keyword == "type" || strings.HasSuffix(f.place, "At") }

// store keeps those that are valid. An error tells of the others.
func (a *Alertmanager) store(posted []*Alert, now time.Time) (err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, alert := range posted {
		if alert.StartsAt.IsZero() {
			alert.StartsAt = now
			if !alert.EndsAt.IsZero() {
				alert.StartsAt = alert.EndsAt
			}
		}
		if alert.EndsAt.IsZero() {
			alert.EndsAt = now.Add(resolveTimeout)
		}
		maps.DeleteFunc(alert.Labels, func(_, value string) bool { return value == "" })
		switch {
		case alert.EndsAt.Before(alert.StartsAt):
			err = errors.Join(err, errors.New("start time must be before end time"))
			continue
		case len(alert.Labels) == 0:
			err = errors.Join(err, errors.New("at least one label pair required"))
			continue
		}
		identity, _ := json.Marshal(alert.Labels) // a map has its keys sorted
		if before, ok := a.alerts[string(identity)]; ok {
			alert.Posts = before.Posts
		}
		alert.Posts++
		a.alerts[string(identity)] = alert
	}
	return err
}

// Alerts are all that were taken, those that ended with them, by their labels in order.
func (a *Alertmanager) Alerts() (alerts []Alert) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, identity := range slices.Sorted(maps.Keys(a.alerts)) {
		alerts = append(alerts, *a.alerts[identity])
	}
	return alerts
}
