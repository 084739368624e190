package datadogtest

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

// part is a monitor of a composite, and whether it is turned around.
type part struct {
	name string
	not  bool
}

var monitorName = regexp.MustCompile(`^[A-Za-z0-9_-]+$`)

// parseComposite reads `A && B`, `A && !B`.
func parseComposite(text string) ([]part, error) {
	var parts []part
	for one := range strings.SplitSeq(text, "&&") {
		one = strings.TrimSpace(one)
		name, not := strings.CutPrefix(one, "!")
		if !monitorName.MatchString(name) {
			return nil, fmt.Errorf("a composite names monitors and puts && between, got %q", one)
		}
		parts = append(parts, part{name, not})
	}
	if len(parts) < 2 || len(parts) > 10 {
		return nil, fmt.Errorf("a composite has 2 to 10 monitors, got %d", len(parts))
	}
	return parts, nil
}

// composite joins the groups that its monitors have in common, with the value of the
// first; the status is the least severe of theirs where all are worthy of an alert.
func (all Monitors) composite(m *Monitor, store *Store, now time.Time) ([]Group, error) {
	parts, err := parseComposite(m.Query)
	if err != nil {
		return nil, err
	}
	var common []Group
	for i, p := range parts {
		one := all[p.name]
		if one == nil || one.Type == composite {
			return nil, fmt.Errorf("%q is no monitor that a composite may be made of", p.name)
		}
		groups, err := all.groups(one, store, now)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", p.name, err)
		}
		if p.not {
			for j := range groups {
				groups[j].Status = Alert + OK - groups[j].Status
			}
		}
		if i == 0 {
			common = groups
			continue
		}
		common = join(common, groups)
	}
	return common, nil
}

func join(left, right []Group) []Group {
	var joined []Group
	for _, a := range left {
		for _, b := range right {
			if tags, same := commonTags(a.Tags, b.Tags); same {
				joined = append(joined, Group{Tags: tags, Value: a.Value, Status: min(a.Status, b.Status)})
			}
		}
	}
	return joined
}

// commonTags are the tags of both, if one has all those of the other.
func commonTags(a, b string) (string, bool) {
	short, long := a, b
	if len(short) > len(long) {
		short, long = long, short
	}
	if short == "" {
		return long, true
	}
	there := strings.Split(long, ",")
	for tag := range strings.SplitSeq(short, ",") {
		if !slices.Contains(there, tag) {
			return "", false
		}
	}
	return long, true
}
