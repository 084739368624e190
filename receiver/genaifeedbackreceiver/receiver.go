package genaifeedbackreceiver

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"sync"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/component/componentstatus"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/receiver"
	"go.opentelemetry.io/collector/receiver/receiverhelper"
	"go.uber.org/zap"

	"github.com/otelcol-genai/otelcol-genai/internal/evaluation/target"
	"github.com/otelcol-genai/otelcol-genai/internal/httpapi"
	"github.com/otelcol-genai/otelcol-genai/receiver/genaifeedbackreceiver/internal/metadata"
)

// maxHeaderBytes bounds what comes before a body.
const maxHeaderBytes = 16 << 10

type feedbackReceiver struct {
	config             *Config
	settings           receiver.Settings
	logger             *zap.Logger
	telemetry          *receiverTelemetry
	observer           *receiverhelper.ObsReport
	next               consumer.Logs
	scopeName, version string

	open          bool // no token is needed, and nobody else knows who may send
	tokens        tokens
	names, labels *vocabulary
	ids           *ids
	kept          *keptIDs // nil where nothing is kept
	clients       *httpapi.Rates[netip.Prefix]
	sessions      *httpapi.Rates[string]

	finder  target.Finder
	server  *http.Server
	serving sync.WaitGroup
}

func newReceiver(set receiver.Settings, config *Config, next consumer.Logs) (*feedbackReceiver, error) {
	secret, err := config.secret()
	if err != nil {
		return nil, err
	}
	telemetry, err := newTelemetry(set.TelemetrySettings)
	if err != nil {
		return nil, err
	}
	observer, err := receiverhelper.NewObsReport(receiverhelper.ObsReportSettings{
		ReceiverID: set.ID, Transport: "http", ReceiverCreateSettings: set,
	})
	if err != nil {
		return nil, err
	}
	clients, sessions := &config.RateLimit, &config.SessionRateLimit
	return &feedbackReceiver{
		config: config, settings: set, logger: set.Logger, telemetry: telemetry, observer: observer, next: next,
		scopeName: metadata.ScopeName, version: set.BuildInfo.Version,
		open:     secret == nil && !config.Server.Auth.HasValue(),
		tokens:   tokens{secret: secret, skew: config.ClockSkew},
		names:    newVocabulary(config.acceptedNames(), config.MaxNames),
		labels:   newVocabulary(config.Labels, config.MaxLabels),
		ids:      newIDs(config.Idempotency),
		clients:  httpapi.NewRates[netip.Prefix](clients.RequestsPerSecond, clients.Burst, clients.MaxClients),
		sessions: httpapi.NewRates[string](sessions.PerMinute/60, sessions.Burst, sessions.MaxSessions),
	}, nil
}

// acceptedNames are those that are listed, and the one for feedback without.
func (c *Config) acceptedNames() []string {
	if len(c.Names) == 0 {
		return nil
	}
	return append([]string{c.Name}, c.Names...)
}

// Start finds who knows spans, and listens.
func (r *feedbackReceiver) Start(ctx context.Context, host component.Host) error {
	extension, ok := host.GetExtensions()[r.config.Budget]
	if !ok {
		return fmt.Errorf("budget: no extension %q is running; configure it under extensions and list it under service: extensions", r.config.Budget)
	}
	if r.finder, ok = extension.(target.Finder); !ok {
		return fmt.Errorf("budget: extension %q knows no spans, expected one of type genai_budget", r.config.Budget)
	}
	r.finder.WillAsk(r.settings.ID.String())
	if err := r.openIDs(ctx, host); err != nil {
		return err
	}
	server, err := r.config.Server.ToServer(ctx, host.GetExtensions(), r.settings.TelemetrySettings, r, httpapi.WithProblems())
	if err != nil {
		return err
	}
	server.MaxHeaderBytes = maxHeaderBytes
	listener, err := r.config.Server.ToListener(ctx)
	if err != nil {
		return fmt.Errorf("endpoint %q: %w", r.config.Server.NetAddr.Endpoint, err)
	}
	r.server = server
	if r.open {
		r.logger.Warn("secret is not set: everybody on this machine may give feedback on any answer", zap.Stringer("endpoint", listener.Addr()))
	}
	r.logger.Info("taking feedback", zap.Stringer("endpoint", listener.Addr()))
	r.serving.Go(func() {
		if err := server.Serve(listener); err != nil && !errors.Is(err, http.ErrServerClosed) {
			componentstatus.ReportStatus(host, componentstatus.NewFatalErrorEvent(err))
		}
	})
	return r.observeSizes()
}

// Shutdown answers what has begun, and ends.
func (r *feedbackReceiver) Shutdown(ctx context.Context) (err error) {
	if r.server != nil {
		if err = r.server.Shutdown(ctx); err != nil {
			err = errors.Join(err, r.server.Close())
		}
		r.serving.Wait()
	}
	err = errors.Join(err, r.kept.close(ctx))
	r.kept = nil
	r.telemetry.builder.Shutdown()
	return err
}
