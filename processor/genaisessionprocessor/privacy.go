package genaisessionprocessor

import (
	"github.com/otelcol-genai/otelcol-genai/internal/aggregate"
	"github.com/otelcol-genai/otelcol-genai/internal/genai"
	"github.com/otelcol-genai/otelcol-genai/internal/session"
)

// attrTenant is the name under which a tenant is looked at by redaction.
const attrTenant = "tenant"

// private gives texts as the ledger may keep them. Records of a batch mostly say
// the same, so the last answer for each attribute is remembered.
type private struct {
	accounts session.Accounts
	tenant   string // the token, where it has one

	tenants, sessions, services, agents, lanes, models, tools memo
	scopes                                                    []memo
}

type memo struct{ text, answer string }

// forTenant turns to the records of a tenant and returns its name. Tokens of one
// tenant are not those of another.
func (p *private) forTenant(text string) string {
	tenant := ""
	if text != "" {
		tenant = p.ask(&p.tenants, attrTenant, text, "")
	}
	if tenant != p.tenant {
		tenants := p.tenants
		p.forget()
		p.tenants, p.tenant = tenants, tenant
	}
	return tenant
}

func (p *private) session(id string) string {
	return p.ask(&p.sessions, genai.AttrSessionID, id, p.tenant)
}
func (p *private) service(name string) string { return p.name(&p.services, "service.name", name) }
func (p *private) agent(name string) string   { return p.name(&p.agents, genai.AttrAgentName, name) }
func (p *private) lane(id string) string      { return p.name(&p.lanes, genai.AttrAgentID, id) }
func (p *private) model(name string) string   { return p.name(&p.models, genai.AttrRequestModel, name) }
func (p *private) tool(name string) string    { return p.name(&p.tools, genai.AttrToolName, name) }

// scope gives the value of an attribute of budgets. Long ones are shortened as ids
// are, for two users must not become one.
func (p *private) scope(i int, key, value string) string {
	id, ok := session.Normalize(value)
	if !ok {
		return ""
	}
	return p.ask(&p.scopes[i], key, id, p.tenant)
}

func (p *private) name(m *memo, key, text string) string {
	if text == "" {
		return ""
	}
	if m.text != text {
		m.text, m.answer = text, p.accounts.Private(key, aggregate.Label(text), p.tenant)
	}
	return m.answer
}

func (p *private) ask(m *memo, key, text, tenant string) string {
	if m.text != text {
		m.text, m.answer = text, p.accounts.Private(key, text, tenant)
	}
	return m.answer
}

func (p *private) forget() {
	clear(p.scopes)
	*p = private{accounts: p.accounts, scopes: p.scopes}
}
