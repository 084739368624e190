package datadogtest

import (
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"

	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/collector/pdata/pmetric/pmetricotlp"
)

// Limits of a request in bytes, uncompressed and decompressed.
const (
	maxPlain        = 500_000
	maxDecompressed = 5_000_000
)

// Intake is Datadog's endpoint for OTLP metrics over HTTP, at /v1/metrics.
type Intake struct {
	key   string
	store *Store

	mu       sync.Mutex
	requests int
	refusals []string
}

// NewIntake takes metrics of those who know the key.
func NewIntake(key string) *Intake { return &Intake{key: key, store: NewStore()} }

// Store is where the points go.
func (i *Intake) Store() *Store { return i.store }

// Requests counts those that were taken.
func (i *Intake) Requests() int {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.requests
}

// Refusals are the answers to requests that were not taken.
func (i *Intake) Refusals() []string {
	i.mu.Lock()
	defer i.mu.Unlock()
	return append([]string(nil), i.refusals...)
}

// ServeHTTP answers as the endpoint does: 200, or a refusal in words.
func (i *Intake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	status, err := i.take(r)
	i.mu.Lock()
	if err == nil {
		i.requests++
	} else {
		i.refusals = append(i.refusals, fmt.Sprintf("%d %v", status, err))
	}
	i.mu.Unlock()
	if err != nil {
		http.Error(w, err.Error(), status)
		return
	}
	answer, err := pmetricotlp.NewExportResponse().MarshalProto()
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/x-protobuf")
	_, _ = w.Write(answer) // a client that is gone is no business of ours
}

func (i *Intake) take(r *http.Request) (int, error) {
	if r.URL.Path != "/v1/metrics" || r.Method != http.MethodPost {
		return http.StatusNotFound, fmt.Errorf("%s %s is not POST /v1/metrics", r.Method, r.URL.Path)
	}
	if r.Header.Get("dd-api-key") != i.key {
		return http.StatusForbidden, errors.New("the header dd-api-key has no valid key")
	}
	translator, err := readTranslator(r.Header.Get("dd-otel-metric-config"))
	if err != nil {
		return http.StatusBadRequest, err
	}
	body, status, err := readBody(r)
	if err != nil {
		return status, err
	}
	request := pmetricotlp.NewExportRequest()
	switch kind := r.Header.Get("Content-Type"); kind {
	case "application/x-protobuf":
		err = request.UnmarshalProto(body)
	case "application/json":
		err = request.UnmarshalJSON(body)
	default:
		return http.StatusUnsupportedMediaType, fmt.Errorf("content type %q is neither application/x-protobuf nor application/json", kind)
	}
	if err == nil {
		err = refuseCumulative(request.Metrics())
	}
	if err == nil {
		err = translator.translate(request.Metrics(), i.store)
	}
	if err != nil {
		return http.StatusBadRequest, err
	}
	return http.StatusOK, nil
}

func readBody(r *http.Request) ([]byte, int, error) {
	reader, limit := io.Reader(r.Body), int64(maxPlain)
	switch encoding := r.Header.Get("Content-Encoding"); encoding {
	case "", "identity":
	case "gzip":
		unpacked, err := gzip.NewReader(r.Body)
		if err != nil {
			return nil, http.StatusBadRequest, err
		}
		reader, limit = unpacked, maxDecompressed
	default:
		return nil, http.StatusUnsupportedMediaType, fmt.Errorf("content encoding %q is not known", encoding)
	}
	body, err := io.ReadAll(io.LimitReader(reader, limit+1))
	if err != nil {
		return nil, http.StatusBadRequest, err
	}
	if int64(len(body)) > limit {
		return nil, http.StatusRequestEntityTooLarge, fmt.Errorf("the payload is larger than %d bytes", limit)
	}
	return body, http.StatusOK, nil
}

// errCumulative is what Datadog says, word for word (https://github.com/runs-on/runs-on/issues/433).
var errCumulative = errors.New("OTLP metrics intake does not accept cumulative histogram metrics, cumulative monotonic sum metrics or other unspecified metrics")

func refuseCumulative(metrics pmetric.Metrics) error {
	for _, resource := range metrics.ResourceMetrics().All() {
		for _, scope := range resource.ScopeMetrics().All() {
			for _, m := range scope.Metrics().All() {
				if !accepted(m) {
					return errCumulative
				}
			}
		}
	}
	return nil
}

func accepted(m pmetric.Metric) bool {
	switch m.Type() {
	case pmetric.MetricTypeGauge, pmetric.MetricTypeSummary:
		return true
	case pmetric.MetricTypeSum:
		temporality := m.Sum().AggregationTemporality()
		return temporality == pmetric.AggregationTemporalityDelta ||
			temporality == pmetric.AggregationTemporalityCumulative && !m.Sum().IsMonotonic()
	case pmetric.MetricTypeHistogram:
		return m.Histogram().AggregationTemporality() == pmetric.AggregationTemporalityDelta
	case pmetric.MetricTypeExponentialHistogram:
		return m.ExponentialHistogram().AggregationTemporality() == pmetric.AggregationTemporalityDelta
	case pmetric.MetricTypeEmpty:
		return false
	default:
		return false
	}
}

// translator is the header dd-otel-metric-config.
type translator struct {
	ResourceAttributesAsTags bool `json:"resource_attributes_as_tags"`
	ScopeAsTags              bool `json:"instrumentation_scope_metadata_as_tags"`
	Histograms               struct {
		Mode            string `json:"mode"`
		SendAggregation bool   `json:"send_aggregation_metrics"`
	} `json:"histograms"`
	Summaries struct {
		Mode string `json:"mode"`
	} `json:"summaries"`
}

func readTranslator(header string) (translator, error) {
	var t translator
	if header == "" {
		return t, nil
	}
	decoder := json.NewDecoder(strings.NewReader(header))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&t); err != nil {
		return t, fmt.Errorf("the header dd-otel-metric-config: %w", err)
	}
	if t.ScopeAsTags || t.Histograms.SendAggregation || t.Summaries.Mode != "" || (t.Histograms.Mode != "" && t.Histograms.Mode != "distributions") {
		return t, errors.New("the header dd-otel-metric-config asks for something that this stand-in does not do")
	}
	return t, nil
}
