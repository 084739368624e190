package genaisessionprocessor

import (
	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/otelcol-genai/otelcol-genai/internal/aggregate"
	"github.com/otelcol-genai/otelcol-genai/internal/genai"
)

// mask is a name that the ledger keeps a token for, where it stands on a record: what
// counts records behind us must not count by the name.
type mask struct {
	attrs        pcommon.Map
	key          string
	plain, token string
}

// maskNames notes the names of an agent, a tool and a tenant that are tokens in a posting.
func (b *batch) maskNames(attrs pcommon.Map, agent, tool, tenant, claim string) {
	b.maskName(attrs, genai.AttrAgentName, b.record.AgentName, agent)
	b.maskName(attrs, genai.AttrToolName, b.record.ToolName, tool)
	if claim == "" || tenant == "" || tenant == normalized(claim) || !b.plan.tenantFromRecord {
		return
	}
	for _, place := range [...]pcommon.Map{attrs, b.around.scopeAttrs, b.around.resourceAttrs} {
		b.masks = append(b.masks, mask{place, b.plan.tenantKey, claim, tenant})
	}
}

func (b *batch) maskName(attrs pcommon.Map, key, plain, token string) {
	if plain != "" && token != aggregate.Label(plain) {
		b.masks = append(b.masks, mask{attrs, key, plain, token})
	}
}

func (m *mask) apply() {
	if value, there := m.attrs.Get(m.key); there && value.Type() == pcommon.ValueTypeStr && value.Str() == m.plain {
		value.SetStr(m.token)
	}
}
