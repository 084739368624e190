package store

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
)

// A stored value is framed: what it is and its number are in it and under its
// checksum, so that one in the place of another is noticed too.
//
//	version, kind, a, b (big endian), crc32c of all else, payload
const (
	frameVersion = 1
	frameSize    = 1 + 1 + 8 + 8 + 4
)

type frameKind byte

const (
	recordFrame   frameKind = 'r' // a: number
	chunkFrame    frameKind = 'c' // a: generation, b: index
	manifestFrame frameKind = 'm'
	lastFrame     frameKind = 'l' // a: number
	valueFrame    frameKind = 'v'
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

func seal(kind frameKind, a, b uint64, payload []byte) []byte {
	framed := make([]byte, frameSize, frameSize+len(payload))
	framed[0], framed[1] = frameVersion, byte(kind)
	binary.BigEndian.PutUint64(framed[2:], a)
	binary.BigEndian.PutUint64(framed[10:], b)
	sum := crc32.Update(crc32.Checksum(framed[:18], castagnoli), castagnoli, payload)
	binary.BigEndian.PutUint32(framed[18:], sum)
	return append(framed, payload...)
}

// unseal returns the payload of a frame that must be of a kind and numbers.
func unseal(framed []byte, kind frameKind, a, b uint64) ([]byte, error) {
	gotA, gotB, payload, err := open(framed, kind)
	if err != nil {
		return nil, err
	}
	if gotA != a || gotB != b {
		return nil, fmt.Errorf("%w: another value in its place", ErrCorrupt)
	}
	return payload, nil
}

func open(framed []byte, kind frameKind) (a, b uint64, payload []byte, err error) {
	switch {
	case len(framed) < frameSize:
		return 0, 0, nil, fmt.Errorf("%w: cut off", ErrCorrupt)
	case framed[0] != frameVersion:
		return 0, 0, nil, fmt.Errorf("%w: version %d, not %d", ErrCorrupt, framed[0], frameVersion)
	case frameKind(framed[1]) != kind:
		return 0, 0, nil, fmt.Errorf("%w: another value in its place", ErrCorrupt)
	}
	payload = framed[frameSize:]
	sum := crc32.Update(crc32.Checksum(framed[:18], castagnoli), castagnoli, payload)
	if sum != binary.BigEndian.Uint32(framed[18:]) {
		return 0, 0, nil, fmt.Errorf("%w: wrong checksum", ErrCorrupt)
	}
	return binary.BigEndian.Uint64(framed[2:]), binary.BigEndian.Uint64(framed[10:]), payload, nil
}
