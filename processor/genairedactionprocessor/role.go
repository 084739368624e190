package genairedactionprocessor

import "strings"

// role is who speaks in a text.
type role uint8

const (
	roleUnknown role = iota
	roleSystem
	roleUser
	roleAssistant
	roleTool
	roleCount
)

var roleNames = [roleCount]string{roleSystem: "system", roleUser: "user", roleAssistant: "assistant", roleTool: "tool"}

func (r role) String() string { return roleNames[r] }

// roleOf reads a role as the dialects spell it.
func roleOf(name string) role {
	switch {
	case strings.EqualFold(name, "system"), strings.EqualFold(name, "developer"):
		return roleSystem
	case strings.EqualFold(name, "user"), strings.EqualFold(name, "human"):
		return roleUser
	case strings.EqualFold(name, "assistant"), strings.EqualFold(name, "model"), strings.EqualFold(name, "ai"):
		return roleAssistant
	case strings.EqualFold(name, "tool"), strings.EqualFold(name, "function"):
		return roleTool
	default:
		return roleUnknown
	}
}
