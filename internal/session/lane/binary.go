package lane

import "errors"

// Errors of decoding.
var (
	ErrVersion = errors.New("unknown version")
	ErrShort   = errors.New("too short")
)

// AppendBinary appends the lane, a version byte first. A lane that saw little is short.
func (l *Lane) AppendBinary(dst []byte) []byte { return dst }

// DecodeBinary reads a lane from the front of data and returns what is behind it.
// It returns [ErrVersion] or [ErrShort], and leaves the lane alone then.
func (l *Lane) DecodeBinary(data []byte) (rest []byte, err error) { return data, nil }

// AppendBinary appends the pace, a version byte first.
func (p *Pace) AppendBinary(dst []byte) []byte { return dst }

// DecodeBinary reads a pace as [Lane.DecodeBinary] does a lane.
func (p *Pace) DecodeBinary(data []byte) (rest []byte, err error) { return data, nil }
