package genaisessionprocessor

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/client"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/sdk/metric/metricdata/metricdatatest"

	"github.com/otelcol-genai/otelcol-genai/internal/session/sessiontest"
	"github.com/otelcol-genai/otelcol-genai/processor/genaisessionprocessor/internal/metadatatest"
)

type auth map[string]any

func (a auth) GetAttribute(name string) any { return a[name] }
func (a auth) GetAttributeNames() []string  { return nil }

func TestWhoseSession(t *testing.T) {
	from := func(source TenantSource, key, attribute string) TenantConfig {
		return TenantConfig{From: source, Key: key, Attribute: attribute}
	}
	tests := map[string]struct {
		tenant   TenantConfig
		client   client.Info
		resource map[string]any
		attrs    map[string]any
		want     string
		reason   string // of a mismatch
	}{
		"nobody says": {tenant: from(TenantFromAttribute, "", "")},
		"the namespace of the service": {
			tenant: from(TenantFromAttribute, "", ""), resource: map[string]any{"service.namespace": " acme "}, want: "acme",
		},
		"an attribute of the record": {
			tenant: from(TenantFromAttribute, "", "tenant.id"), resource: map[string]any{"service.namespace": "acme", "tenant.id": "r"},
			attrs: map[string]any{"tenant.id": "t1"}, want: "t1",
		},
		"a header": {
			tenant: from(TenantFromMetadata, "x-tenant", ""), client: client.Info{Metadata: client.NewMetadata(map[string][]string{"X-Tenant": {"t2"}})},
			resource: map[string]any{"service.namespace": "other"}, want: "t2",
		},
		"no header": {tenant: from(TenantFromMetadata, "x-tenant", ""), reason: "not_authenticated"},
		"who was authenticated": {
			tenant: from(TenantFromAuth, "sub", "service.namespace"), client: client.Info{Auth: auth{"sub": "t3"}},
			resource: map[string]any{"service.namespace": "t3"}, want: "t3",
		},
		"who was authenticated, whatever the record claims": {
			tenant: from(TenantFromAuth, "sub", "service.namespace"), client: client.Info{Auth: auth{"sub": []string{"t3"}}},
			resource: map[string]any{"service.namespace": "victim"}, want: "t3", reason: "claims_another",
		},
		"nobody was authenticated": {
			tenant: from(TenantFromAuth, "sub", "service.namespace"), resource: map[string]any{"service.namespace": "victim"}, reason: "not_authenticated",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			telemetry := componenttest.NewTelemetry()
			t.Cleanup(func() { assert.NoError(t, telemetry.Shutdown(context.Background())) })
			config, accounts := defaults(), sessiontest.New()
			config.Tenant = test.tenant
			require.NoError(t, config.Validate())
			batch := newSpans(t, test.resource)
			batch.add(1, chat(test.attrs))
			p := startTraces(t, config, accounts, metadatatest.NewSettings(telemetry), consumertest.NewNop())
			require.NoError(t, p.ConsumeTraces(client.NewContext(t.Context(), test.client), batch.traces))
			assert.Equal(t, test.want, accounts.Postings()[0].Tenant)
			if test.reason == "" {
				_, err := telemetry.GetMetric("otelcol_genai_session.tenant.mismatches")
				require.Error(t, err)
				return
			}
			metadatatest.AssertEqualGenaiSessionTenantMismatches(t, telemetry,
				[]metricdata.DataPoint[int64]{{Value: 1, Attributes: attribute.NewSet(attribute.String("reason", test.reason))}},
				metricdatatest.IgnoreTimestamp())
		})
	}
}

func TestEqualIDsOfTwoTenantsAreTwoSessions(t *testing.T) {
	accounts := sessiontest.New()
	a, b := newSpans(t, map[string]any{"service.namespace": "a"}), newSpans(t, map[string]any{"service.namespace": "b"})
	a.add(1, chat(map[string]any{"session.id": "1"}))
	last := b.add(2, chat(map[string]any{"session.id": "1"}))
	run(t, defaults(), accounts, a, b)
	assert.Equal(t, "0.25", str(last.Attributes(), "genai.session.cost"))
}
