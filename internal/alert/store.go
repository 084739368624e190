package alert

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
)

// Change is a value that is to be stored under a key, or deleted where it is nil.
type Change struct {
	Key   string
	Value []byte
}

// formatVersion is that of what is stored.
const formatVersion = 1

const headKey = "head"

func recordKey(place int) string { return fmt.Sprintf("incident/%08x", place) }
func pageKey(i int) string       { return fmt.Sprintf("event/%08x", i) }

// head is what is stored beside records and pages.
type head struct {
	Version int    `json:"version"`
	Places  int    `json:"places"`
	Pages   int    `json:"pages"`
	Opened  uint64 `json:"opened"`
	Storm   storm  `json:"storm"`
}

// places are where records are stored: numbers from 0 on, as few as possible.
type places struct {
	count   int
	free    []int
	deleted map[int]struct{}
}

func (p *places) take() int {
	if n := len(p.free); n > 0 {
		place := p.free[n-1]
		p.free = p.free[:n-1]
		delete(p.deleted, place)
		return place
	}
	p.count++
	return p.count - 1
}

func (p *places) release(place int) {
	if p.deleted == nil {
		p.deleted = map[int]struct{}{}
	}
	p.free = append(p.free, place)
	p.deleted[place] = struct{}{}
}

// Changes are what is to be stored since [Desk.Stored] was last called; all of them or none.
func (d *Desk) Changes() (changes []Change) {
	if len(d.dirty)+len(d.places.deleted)+len(d.seen.dirty) == 0 && !d.storm.dirty {
		return nil
	}
	for r := range d.dirty {
		changes = append(changes, Change{recordKey(r.place), encode(r)})
	}
	for place := range d.places.deleted {
		changes = append(changes, Change{recordKey(place), nil})
	}
	for i := range d.seen.dirty {
		changes = append(changes, Change{pageKey(i), encode(&d.seen.pages[i])})
	}
	changes = append(changes, Change{headKey, encode(&head{formatVersion, d.places.count, len(d.seen.pages), d.opened, d.storm})})
	slices.SortFunc(changes, func(a, b Change) int { return cmp.Compare(a.Key, b.Key) })
	return changes
}

// Stored notes that all changes are stored.
func (d *Desk) Stored() {
	clear(d.dirty)
	clear(d.places.deleted)
	clear(d.seen.dirty)
	d.storm.dirty = false
}

func encode(value any) []byte {
	encoded, err := json.Marshal(value)
	if err != nil { // none of the types has anything that cannot be
		panic(err)
	}
	return encoded
}

// Restore reads back what was stored. Read returns values by their keys, nil for none. What
// cannot be understood is left, and counted.
func (d *Desk) Restore(read func(keys []string) ([][]byte, error)) error {
	values, err := read([]string{headKey})
	if err != nil || values[0] == nil {
		return err
	}
	h, ok := readHead(values[0])
	if !ok {
		d.counts.Lost++ // without it the rest cannot be found
		return nil
	}
	if h.Version != formatVersion {
		return fmt.Errorf("what was stored has version %d, not %d", h.Version, formatVersion)
	}
	d.opened, d.storm, d.places.count = h.Opened, h.Storm, h.Places
	if err := d.restoreEvents(h.Pages, read); err != nil {
		return err
	}
	return inParts(h.Places, recordKey, read, func(place int, value []byte) {
		if !d.restoreRecord(place, value) {
			d.places.free = append(d.places.free, place)
		}
	})
}

// mostValues keeps a damaged number from being counted to.
const mostValues = 1 << 24

func readHead(value []byte) (h head, ok bool) {
	err := json.Unmarshal(value, &h)
	return h, err == nil && h.Places >= 0 && h.Places <= mostValues && h.Pages >= 0 && h.Pages <= mostValues
}

func (d *Desk) restoreRecord(place int, value []byte) bool {
	if value == nil {
		return false
	}
	var r record
	if err := json.Unmarshal(value, &r); err != nil || r.ID == "" || d.records[r.ID] != nil {
		d.counts.Lost++
		return false
	}
	r.place = place
	for name, delivery := range r.Deliveries {
		if delivery == nil || d.route(name) == nil { // a destination that is no more
			delete(r.Deliveries, name)
		}
	}
	if r.Deliveries == nil {
		r.Deliveries = map[string]*delivery{}
	}
	d.records[r.ID] = &r
	d.remember(&r)
	d.touch(&r)
	delete(d.dirty, &r)
	return true
}

func (d *Desk) restoreEvents(count int, read func([]string) ([][]byte, error)) error {
	var pages []page
	err := inParts(count, pageKey, read, func(_ int, value []byte) {
		var p page
		switch err := json.Unmarshal(value, &p); {
		case value == nil:
		case err != nil:
			d.counts.Lost++
		default:
			pages = append(pages, p)
		}
	})
	slices.SortFunc(pages, func(a, b page) int { return cmp.Compare(a.Number, b.Number) })
	for _, p := range pages {
		for _, id := range p.IDs {
			d.seen.add(id)
		}
	}
	return err
}

// valuesARead bounds one read.
const valuesARead = 64

func inParts(n int, key func(int) string, read func([]string) ([][]byte, error), use func(int, []byte)) error {
	for from := 0; from < n; from += valuesARead {
		var keys []string
		for i := from; i < min(from+valuesARead, n); i++ {
			keys = append(keys, key(i))
		}
		values, err := read(keys)
		if err != nil {
			return err
		}
		for i, value := range values {
			use(from+i, value)
		}
	}
	return nil
}
