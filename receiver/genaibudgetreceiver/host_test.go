package genaibudgetreceiver

import (
	"context"

	"go.opentelemetry.io/collector/component"

	"github.com/otelcol-genai/otelcol-genai/internal/session"
	"github.com/otelcol-genai/otelcol-genai/internal/session/sessiontest"
)

// testHost runs one extension: the accounts.
type testHost struct {
	extensions map[component.ID]component.Component
}

func (h testHost) GetExtensions() map[component.ID]component.Component { return h.extensions }

// ledgerExtension is accounts as an extension.
type ledgerExtension struct{ session.Accounts }

func (ledgerExtension) Start(context.Context, component.Host) error { return nil }
func (ledgerExtension) Shutdown(context.Context) error              { return nil }

func hostOf(accounts session.Accounts) component.Host {
	return testHost{map[component.ID]component.Component{
		component.MustNewID("genai_budget"): ledgerExtension{accounts},
	}}
}

// newTestHost is the host of the generated tests.
func newTestHost() component.Host { return hostOf(sessiontest.New()) }
