package pdatawalk

import "go.opentelemetry.io/collector/pdata/pcommon"

// Bounds of a walk.
const (
	// MaxDepth is how deep maps and slices are followed. What is below goes to
	// [Visitor.TooDeep] as a whole.
	MaxDepth = 64
	// MaxPathBytes bounds the length of [Position.Path].
	MaxPathBytes = 256

	maxPaths = 4096 // remembered by a walker, so that a path that comes again costs nothing
)

// Visitor is offered the values of a record. Each method returns what to put in
// the place of a value, and whether to.
type Visitor interface {
	// Text is offered every string, keys of maps included (with Place Key, and the
	// position of the map they are in).
	Text(at Position, s string) (string, bool)
	// Int and Double are offered numbers; a changed one becomes a string.
	Int(at Position, n int64) (string, bool)
	Double(at Position, f float64) (string, bool)
	// Bytes is offered byte values. It must not keep or change the slice.
	Bytes(at Position, b []byte) ([]byte, bool)
	// Attributes is called before the attributes of a record, an event, a link ...
	// are offered one by one. It may look at them, not change them.
	Attributes(at Position, attrs pcommon.Map)
	// Enter is called before the inside of a map or a slice. It may change the
	// value, and then, or when nothing in it is of interest, return false.
	Enter(at Position, v pcommon.Value) bool
	// Leave is called after the inside of a value that was entered.
	Leave(at Position)
	// TooDeep is offered a map or slice below [MaxDepth], which is not entered.
	TooDeep(at Position) (string, bool)
}

// Walker walks records. It keeps buffers between walks and must not be used by
// two goroutines at once.
type Walker struct {
	paths   map[string]string
	path    []byte
	bytes   []byte
	renames []rename
}

// rename is a key that the visitor changed.
type rename struct {
	index int // of the key in its map
	key   string
}

// New returns a Walker.
func New() *Walker { return &Walker{paths: make(map[string]string)} }

// join returns the path of a key below a path.
func (w *Walker) join(parent, key string) string {
	if parent == "" && len(key) <= MaxPathBytes {
		return key
	}
	w.path = w.path[:0]
	if room := MaxPathBytes - len(parent) - 1; parent != "" && len(key) <= room {
		w.path = append(append(w.path, parent...), '.')
	}
	w.path = append(w.path, key[:min(len(key), MaxPathBytes)]...)
	if path, ok := w.paths[string(w.path)]; ok {
		return path
	}
	if len(w.paths) >= maxPaths {
		clear(w.paths)
	}
	path := string(w.path)
	w.paths[path] = path
	return path
}
