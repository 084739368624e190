package session

import (
	"encoding/binary"
	"hash/crc32"
)

// Seal writes the right length and checksum into a record of one entry, so that
// what is behind them is reached.
func Seal(record []byte) {
	if len(record) >= entryHeader {
		record[0] = journalVersion
		endEntry(record, 0)
	}
}

// SealChunk does the same for the only chunk of an image.
func SealChunk(chunk []byte) {
	if len(chunk) < chunkHeader {
		return
	}
	copy(chunk, []byte{imageVersion, 1, 0, 0, 0, 0})
	binary.LittleEndian.PutUint32(chunk[6:], uint32(len(chunk)-chunkHeader))
	sum := crc32.Update(crc32.Checksum(chunk[:10], castagnoli), castagnoli, chunk[chunkHeader:])
	binary.LittleEndian.PutUint32(chunk[10:], sum)
}
