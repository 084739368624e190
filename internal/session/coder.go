package session

// coder writes and reads images: one description of a value does for both.
type coder struct {
	writing bool
	version byte // of what is read
	dst     []byte
	in      reader
}

// knowsOutcomes reports whether an image says how sessions went: since version 2.
func (c *coder) knowsOutcomes() bool { return c.writing || c.version >= 2 }

func codeInt[T ~int64 | ~int](c *coder, n *T) {
	if c.writing {
		c.dst = appendInt(c.dst, int64(*n))
	} else {
		*n = T(c.in.int())
	}
}

func codeUint[T ~uint64 | ~uint32 | ~uint16 | ~uint8](c *coder, n *T) {
	if c.writing {
		c.dst = appendUint(c.dst, uint64(*n))
	} else {
		*n = T(c.in.upTo(uint64(^T(0))))
	}
}

func codeText[T ~string](c *coder, text *T) {
	if c.writing {
		c.dst = appendText(c.dst, string(*text))
	} else {
		*text = T(c.in.string())
	}
}

func (c *coder) float(f *float64) {
	if c.writing {
		c.dst = appendFloat(c.dst, *f)
	} else {
		*f = c.in.float()
	}
}

func (c *coder) float32(f *float32) {
	wide := float64(*f)
	c.float(&wide)
	*f = float32(wide)
}

func (c *coder) bool(b *bool) {
	if c.writing {
		c.dst = appendBool(c.dst, *b)
	} else {
		*b = c.in.bool()
	}
}

// raw is bytes whose number both sides know.
func (c *coder) raw(b []byte) {
	if c.writing {
		c.dst = append(c.dst, b...)
	} else {
		copy(b, c.in.bytes(len(b)))
	}
}

// codeSlice is a slice whose elements take at least a byte each.
func codeSlice[T any](c *coder, all *[]T, code func(*T)) {
	n := len(*all)
	if c.writing {
		c.dst = appendUint(c.dst, uint64(n))
	} else if n = c.in.count(1); n == 0 {
		*all = nil
	} else {
		*all = make([]T, min(n, 64), min(n, 1024)) // grows as they are read: n may be wrong
	}
	for i := range n {
		if c.in.failed {
			return
		}
		if i >= len(*all) {
			var zero T
			*all = append(*all, zero)
		}
		code(&(*all)[i])
	}
}

// codePointer is a value that may not be there.
func codePointer[T any](c *coder, p **T, code func(*T)) {
	there := *p != nil
	if c.bool(&there); !there {
		return
	}
	if !c.writing {
		*p = new(T)
	}
	code(*p)
}
