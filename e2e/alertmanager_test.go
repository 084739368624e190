package e2e

import (
	"encoding/json"
	"net/http"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/otelcol-genai/otelcol-genai/internal/servers"
)

// alertmanager is a real one.
type alertmanager struct{ *server }

// startAlertmanager starts Alertmanager on a configuration.
func startAlertmanager(t *testing.T, folder, config string) *alertmanager {
	t.Helper()
	path := writeFile(t, folder, "alertmanager.yml", config)
	address := freePorts(t, 1)[0]
	return &alertmanager{startServer(t, servers.Alertmanager, address, "/-/ready",
		"--config.file="+path, "--storage.path="+filepath.Join(folder, "alertmanager"), "--web.listen-address="+address, "--cluster.listen-address=")}
}

// amAlert is an alert as API v2 tells it.
type amAlert struct {
	Labels      map[string]string `json:"labels"`
	Annotations map[string]string `json:"annotations"`
	StartsAt    time.Time         `json:"startsAt"`
	EndsAt      time.Time         `json:"endsAt"`
	UpdatedAt   time.Time         `json:"updatedAt"`
	Generator   string            `json:"generatorURL"`
	Status      struct {
		State       string   `json:"state"` // active, suppressed, unprocessed
		InhibitedBy []string `json:"inhibitedBy"`
	} `json:"status"`
}

// alerts are those that have not ended.
func (a *alertmanager) alerts(t *testing.T) []amAlert {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+a.address+"/api/v2/alerts", http.NoBody)
	require.NoError(t, err)
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	defer response.Body.Close()
	require.Equal(t, http.StatusOK, response.StatusCode)
	var alerts []amAlert
	require.NoError(t, json.NewDecoder(response.Body).Decode(&alerts))
	return alerts
}
