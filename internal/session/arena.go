package session

// arena keeps short texts by size, so that the room of one that goes is taken by
// another and nothing has to be moved.
type arena struct {
	classes [arenaClasses]arenaClass
}

type arenaClass struct {
	pages [][]byte
	free  []uint32
	used  uint32
}

const (
	arenaStep    = 8
	arenaClasses = (keyHeader+2*maxText)/arenaStep + 1
	arenaPage    = 128 // texts
	classShift   = 24
)

// textRef names a text in an arena; its length is told by the text itself.
type textRef uint32

func (a *arena) put(text []byte) textRef {
	class := (len(text) - 1) / arenaStep
	c := &a.classes[class]
	var slot uint32
	if n := len(c.free); n > 0 {
		slot, c.free = c.free[n-1], c.free[:n-1]
	} else {
		c.used = max(c.used, 1) // no text is named 0
		if int(c.used/arenaPage) == len(c.pages) {
			c.pages = append(c.pages, make([]byte, (class+1)*arenaStep*arenaPage))
		}
		slot = c.used
		c.used++
	}
	ref := textRef(class<<classShift) | textRef(slot)
	copy(a.room(ref), text)
	return ref
}

// room is where a text is, with what is left behind it.
func (a *arena) room(ref textRef) []byte {
	size := (int(ref>>classShift) + 1) * arenaStep
	slot := uint32(ref) & (1<<classShift - 1)
	page := a.classes[ref>>classShift].pages[slot/arenaPage]
	at := int(slot%arenaPage) * size
	return page[at : at+size]
}

// key is the key of a session that was put.
func (a *arena) key(ref textRef) []byte {
	room := a.room(ref)
	tenant, id := int(room[0])|int(room[1])<<8, int(room[2])|int(room[3])<<8
	if id >= traceID {
		id = 16
	}
	return room[:keyHeader+tenant+id]
}

func (a *arena) drop(ref textRef) {
	c := &a.classes[ref>>classShift]
	c.free = append(c.free, uint32(ref)&(1<<classShift-1))
}
