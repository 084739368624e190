package session

// index finds slots by the hash of what is in them: open addressing without
// deletion marks, in shards that grow one at a time, so that no single posting
// waits for all of it to be hashed anew.
type index struct {
	shards [indexShards]indexShard
	count  int
}

type indexShard struct {
	cells []uint64 // hash and slot; 0 for none
	count int
}

const (
	indexShards = 64
	minCells    = 8
)

// place is where a hash belongs in a shard of any size.
func place(hash uint32, cells int) int { return int(uint64(hash) * uint64(cells) >> 32) }

// find returns the slot with a hash for which same holds, 0 for none.
func (x *index) find(hash uint32, same func(slot uint32) bool) uint32 {
	shard := &x.shards[hash%indexShards]
	if shard.count == 0 {
		return 0
	}
	for i := place(hash, len(shard.cells)); ; {
		cell := shard.cells[i]
		if cell == 0 {
			return 0
		}
		if uint32(cell>>32) == hash && same(uint32(cell)) {
			return uint32(cell)
		}
		if i++; i == len(shard.cells) {
			i = 0
		}
	}
}

// add adds a slot that is not in it.
func (x *index) add(hash, slot uint32) {
	shard := &x.shards[hash%indexShards]
	if shard.count*5 >= len(shard.cells)*4 {
		shard.grow()
	}
	shard.insert(uint64(hash)<<32 | uint64(slot))
	shard.count++
	x.count++
}

func (s *indexShard) insert(cell uint64) {
	i := place(uint32(cell>>32), len(s.cells))
	for s.cells[i] != 0 {
		if i++; i == len(s.cells) {
			i = 0
		}
	}
	s.cells[i] = cell
}

func (s *indexShard) grow() {
	old := s.cells
	s.cells = make([]uint64, max(minCells, len(old)+len(old)/4+1))
	for _, cell := range old {
		if cell != 0 {
			s.insert(cell)
		}
	}
}

// remove takes a slot out, and moves up those behind it that would not be found
// across the gap.
func (x *index) remove(hash, slot uint32) {
	shard := &x.shards[hash%indexShards]
	size := len(shard.cells)
	if size == 0 {
		return
	}
	gap := place(hash, size)
	for shard.cells[gap] != uint64(hash)<<32|uint64(slot) {
		if shard.cells[gap] == 0 {
			return
		}
		gap = (gap + 1) % size
	}
	for next := (gap + 1) % size; shard.cells[next] != 0; next = (next + 1) % size {
		home := place(uint32(shard.cells[next]>>32), size)
		if (next-home+size)%size >= (next-gap+size)%size {
			shard.cells[gap] = shard.cells[next]
			gap = next
		}
	}
	shard.cells[gap] = 0
	shard.count--
	x.count--
}
