package pricing

var (
	unitByName     = indexUnits(func(u unitInfo) string { return u.name })
	unitByPriceKey = indexUnits(func(u unitInfo) string { return u.priceKey })
	unitByDims     = indexUnits(func(u unitInfo) dims { return u.dims })
)

func indexUnits[K comparable](key func(unitInfo) K) map[K]Unit {
	index := make(map[K]Unit, NumUnits)
	for i := range units {
		index[key(units[i])] = Unit(i)
	}
	return index
}

// unitSet is a set of units, one bit each.
type unitSet uint64

func (s unitSet) has(u Unit) bool { return s&(1<<u) != 0 }

func (s *unitSet) add(u Unit) { *s |= 1 << u }

// inside[u] are the units that u contains, itself not among them.
var inside = func() (sets [NumUnits]unitSet) {
	for u := range units {
		for d := range units {
			if u != d && contains(units[u].dims, units[d].dims) {
				sets[u].add(Unit(d))
			}
		}
	}
	return sets
}()

func contains(whole, part dims) bool {
	return fits(whole.family, part.family) && fits(whole.direction, part.direction) &&
		fits(whole.modality, part.modality) && fits(whole.token, part.token) &&
		fits(whole.ttl, part.ttl) && fits(whole.kind, part.kind)
}

func fits(whole, part string) bool { return whole == "" || whole == part }

// overlap returns the unit that counts what both a and b count. It reports false
// if nothing can be both, or if the registry has no unit for it.
func overlap(a, b Unit) (Unit, bool) {
	x, y := units[a].dims, units[b].dims
	both := dims{}
	for _, d := range [...]struct {
		to   *string
		a, b string
	}{
		{&both.family, x.family, y.family},
		{&both.direction, x.direction, y.direction},
		{&both.modality, x.modality, y.modality},
		{&both.token, x.token, y.token},
		{&both.ttl, x.ttl, y.ttl},
		{&both.kind, x.kind, y.kind},
	} {
		if d.a != "" && d.b != "" && d.a != d.b {
			return 0, false
		}
		*d.to = d.a
		if d.a == "" {
			*d.to = d.b
		}
	}
	u, ok := unitByDims[both]
	return u, ok
}
