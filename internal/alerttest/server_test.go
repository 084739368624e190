package alerttest_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/otelcol-genai/otelcol-genai/internal/alerttest"
	"github.com/otelcol-genai/otelcol-genai/internal/standin"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestAServerFailsAsToldAndKeepsWhatCame(t *testing.T) {
	server := alerttest.NewSlack(t)
	send := func() int {
		status, _ := post(t, server.WebhookURL, "application/json", `{"text":"a"}`)
		return status
	}
	server.Next(standin.Answer{Status: 503}, standin.Answer{Status: 429, Header: map[string]string{"Retry-After": "7"}})
	assert.Equal(t, []int{503, 429, 200}, []int{send(), send(), send()})
	server.Down(standin.Answer{Status: 500})
	assert.Equal(t, []int{500, 500}, []int{send(), send()})
	server.Up()
	assert.Equal(t, 200, send())
	assert.Len(t, server.Requests(), 6)
	assert.Len(t, server.Messages(), 2)
	assert.WithinDuration(t, time.Now(), server.Requests()[5].At, time.Minute)

	server.Next(standin.Answer{}, standin.Answer{Status: 200, Body: "o", Cut: true})
	_, err := http.Post(server.WebhookURL, "application/json", strings.NewReader(`{}`)) //nolint:bodyclose // there is none
	require.Error(t, err)
	http.DefaultClient.CloseIdleConnections()
}

func TestWaitEndsWhenEnoughCame(t *testing.T) {
	server := alerttest.NewSlack(t)
	one := func(requests []standin.Request) bool { return len(requests) > 0 }
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, server.Wait(ended, one), context.Canceled)
	waited := make(chan error)
	go func() { waited <- server.Wait(context.WithoutCancel(ended), one) }()
	post(t, server.WebhookURL, "application/json", `{"text":"a"}`)
	require.NoError(t, <-waited)
	http.DefaultClient.CloseIdleConnections()
}
