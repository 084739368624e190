package genaisessionprocessor

import (
	"context"
	"fmt"
	"strings"

	"go.opentelemetry.io/collector/client"

	"github.com/otelcol-genai/otelcol-genai/internal/session"
)

// authenticated is the tenant of a request, as its header or the authenticator says.
func (c *TenantConfig) authenticated(ctx context.Context) string {
	switch c.From {
	case TenantFromMetadata:
		if values := client.FromContext(ctx).Metadata.Get(c.Key); len(values) > 0 {
			return normalized(values[0])
		}
	case TenantFromAuth:
		auth := client.FromContext(ctx).Auth
		if auth == nil {
			return ""
		}
		switch value := auth.GetAttribute(c.Key).(type) {
		case nil:
		case string:
			return normalized(value)
		case []string:
			if len(value) > 0 {
				return normalized(value[0])
			}
		default:
			return normalized(fmt.Sprint(value))
		}
	case TenantFromAttribute:
	}
	return ""
}

// attribute names the tenant on records; empty where they are not asked.
func (c *TenantConfig) attribute() string {
	if c.Attribute == "" && c.From == TenantFromAttribute {
		return tenantAttribute
	}
	return c.Attribute
}

// decide is the tenant of a record that claims to be of one. A record without an
// authenticated tenant has none: what it claims is not believed.
func (b *batch) decide(claim string) string {
	if b.plan.tenantFromRecord {
		return normalized(claim)
	}
	if b.authenticated == "" {
		b.counts.tenants[notAuthenticated]++
	} else if claim != "" && normalized(claim) != b.authenticated {
		b.counts.tenants[claimsAnother]++
	}
	return b.authenticated
}

// maxPlain is longer than any id that is none.
const maxPlain = 64

func normalized(text string) string {
	id, _ := session.Normalize(text)
	return id
}

func isID(text string) bool {
	if len(text) > maxPlain { // is shortened with a hash, which is not needed here
		return strings.TrimSpace(text) != ""
	}
	_, ok := session.Normalize(text)
	return ok
}
