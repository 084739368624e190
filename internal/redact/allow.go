package redact

import (
	"fmt"
	"net/netip"
	"strings"

	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
)

// allowList is [Allow], ready for use.
type allowList struct {
	values   map[string]bool // lower case
	domains  []string        // lower case, no leading dot
	networks []netip.Prefix
	keys     []string
}

func newAllowList(a Allow) (l allowList, errs []error) {
	l.values = make(map[string]bool, len(a.Values))
	for _, v := range a.Values {
		l.values[strings.ToLower(v)] = true
	}
	for i, d := range a.Domains {
		d = strings.ToLower(strings.TrimLeft(d, "@."))
		if d == "" {
			errs = append(errs, fmt.Errorf("allow.domains[%d] must not be empty", i))
		}
		l.domains = append(l.domains, d)
	}
	for i, c := range a.CIDRs {
		network, err := netip.ParsePrefix(c)
		if err != nil {
			if addr, errAddr := netip.ParseAddr(c); errAddr == nil {
				network, err = netip.PrefixFrom(addr, addr.BitLen()), nil
			}
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("allow.cidrs[%d] must be a network such as 10.0.0.0/8, got %q", i, c))
		}
		l.networks = append(l.networks, network)
	}
	l.keys = a.Keys
	return l, errs
}

// allows judges one candidate.
func (l *allowList) allows(entity detect.Entity, value string) bool {
	if len(l.values) > 0 && l.values[strings.ToLower(value)] {
		return true
	}
	if len(l.domains) > 0 && (entity == "EMAIL_ADDRESS" || entity == "DOMAIN_NAME" || entity == "URL") {
		host := strings.ToLower(value[strings.LastIndexByte(value, '@')+1:])
		for _, d := range l.domains {
			if host == d || strings.HasSuffix(host, d) && host[len(host)-len(d)-1] == '.' {
				return true
			}
		}
	}
	if len(l.networks) > 0 && entity == "IP_ADDRESS" {
		addr, err := netip.ParseAddr(value)
		for _, n := range l.networks {
			if err == nil && n.Contains(addr.Unmap()) {
				return true
			}
		}
	}
	return false
}

func matchesAny(globs []string, key string) bool {
	for _, g := range globs {
		if matches(g, key) {
			return true
		}
	}
	return false
}

// matches reports whether a key path matches a glob, in which * is any run of bytes.
func matches(glob, key string) bool {
	star, retry := -1, 0
	g, k := 0, 0
	for k < len(key) {
		switch {
		case g < len(glob) && glob[g] == '*':
			star, retry = g, k
			g++
		case g < len(glob) && glob[g] == key[k]:
			g++
			k++
		case star >= 0:
			retry++
			g, k = star+1, retry
		default:
			return false
		}
	}
	return strings.Trim(glob[g:], "*") == ""
}
