package pricing

// MaxFound is the bound on remembered answers.
const MaxFound = maxFound

// Remembered returns how many answers a book remembers.
func Remembered(b *Book) int {
	b.found.mu.RLock()
	defer b.found.mu.RUnlock()
	return len(b.found.young) + len(b.found.old)
}

// ListedIDs returns provider and id of every model, layer by layer.
func ListedIDs(b *Book) (ids [][2]string) {
	for _, p := range b.providers {
		for _, l := range p.layers {
			for _, m := range l.models {
				ids = append(ids, [2]string{p.id, m.id})
			}
		}
	}
	return ids
}

// Spellings returns for every model the names that an equals clause lists.
func Spellings(b *Book) (names [][3]string) {
	var collect func(p *provider, m *model, c *clause)
	collect = func(p *provider, m *model, c *clause) {
		if c.op == opEquals {
			names = append(names, [3]string{p.id, m.id, c.text})
		}
		if c.op == opOr {
			for i := range c.sub {
				collect(p, m, &c.sub[i])
			}
		}
	}
	for _, p := range b.providers {
		for _, l := range p.layers {
			for _, m := range l.models {
				collect(p, m, &m.match)
			}
		}
	}
	return names
}

// UnitsOf returns the unit registry as name, price key, per and dimensions.
func UnitsOf(u Unit) (priceKey string, per int64, dimensions map[string]string) {
	d := units[u].dims
	dimensions = map[string]string{}
	for key, value := range map[string]string{
		"family": d.family, "direction": d.direction, "modality": d.modality, "token_type": d.token, "cache_ttl": d.ttl,
	} {
		if value != "" {
			dimensions[key] = value
		}
	}
	switch {
	case d.kind == "":
	case d.family == "tool_calls":
		dimensions["tool_type"] = d.kind
	default:
		dimensions["page_type"] = d.kind
	}
	return units[u].priceKey, units[u].per, dimensions
}
