package alert

// pageSize is how many events one stored value has.
const pageSize = 64

// maxID bounds the ids that are kept as they are.
const maxID = 64

// memory are the events that were taken, as many as there is room for.
type memory struct {
	ids   map[string]struct{}
	pages []page
	at    int // the page that is being filled
	dirty map[int]struct{}
}

// page is a part of a memory. The one with the highest number is the newest.
type page struct {
	Number uint64   `json:"number"`
	IDs    []string `json:"ids"`
}

func newMemory(events int) *memory {
	pages := max(1, (events+pageSize-1)/pageSize) + 1 // the oldest is emptied as a whole
	return &memory{ids: map[string]struct{}{}, pages: make([]page, pages), dirty: map[int]struct{}{}}
}

func (m *memory) has(id string) bool {
	_, known := m.ids[short(id)]
	return known && id != ""
}

func (m *memory) add(id string) {
	if id == "" {
		return
	}
	id = short(id)
	p := &m.pages[m.at]
	if len(p.IDs) == pageSize {
		number := p.Number
		m.at = (m.at + 1) % len(m.pages)
		p = &m.pages[m.at]
		for _, old := range p.IDs {
			delete(m.ids, old)
		}
		*p = page{Number: number + 1}
	}
	p.IDs = append(p.IDs, id)
	m.ids[id] = struct{}{}
	m.dirty[m.at] = struct{}{}
}

func short(id string) string {
	if len(id) > maxID {
		return digest(id)
	}
	return id
}
