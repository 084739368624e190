package plan

// Service is who runs the agent of a session.
type Service struct {
	Name, Version       string
	AgentName, Subagent string
}

var (
	stable  = Service{Name: "coding-agent", Version: "1.4.0", AgentName: "coder", Subagent: "explorer"}
	canary  = Service{Name: "coding-agent", Version: "1.5.0", AgentName: "coder", Subagent: "explorer"}
	support = Service{Name: "support-agent", Version: "0.9.2", AgentName: "support", Subagent: "researcher"}
)

// services are given to sessions in turn: two versions of one service at the
// same time, and a second service.
var services = [...]Service{stable, support, canary, support, stable}

func serviceOf(i Identity) Service {
	if i.Service != nil {
		return *i.Service
	}
	return services[i.Ordinal%len(services)]
}
