package secret

// alphabet is a set of the byte classes below.
type alphabet uint16

const (
	oddDigit    alphabet = 1 << iota // 0 1 8 9, which base32 has not
	evenDigit                        // 2 to 7
	lowerHex                         // a to f
	lowerRest                        // g to z
	upperHex                         // A to F
	upperRest                        // G to Z
	underscore                       // _
	hyphen                           // -
	dot                              // .
	slashPlus                        // / +
	equals                           // =
	tilde                            // ~
	percent                          // %
	colon                            // :
	beyondASCII                      // 0x80 and above
	space                            // a space or a tab
)

const (
	digits    = oddDigit | evenDigit
	lower     = lowerHex | lowerRest
	upper     = upperHex | upperRest
	letters   = lower | upper
	alnum     = letters | digits
	hexLower  = digits | lowerHex
	hexAny    = hexLower | upperHex
	base32    = upper | evenDigit
	base64Std = alnum | slashPlus
	base64URL = alnum | underscore | hyphen
	word      = alnum | underscore
	named     = base64URL | equals // what many vendors take for their random part
)

var classes = func() (table [256]alphabet) {
	set := func(from, to byte, class alphabet) {
		for b := from; b <= to; b++ {
			table[b] |= class
		}
	}
	set('0', '1', oddDigit)
	set('2', '7', evenDigit)
	set('8', '9', oddDigit)
	set('a', 'f', lowerHex)
	set('g', 'z', lowerRest)
	set('A', 'F', upperHex)
	set('G', 'Z', upperRest)
	for b := 0x80; b <= 0xff; b++ {
		table[b] = beyondASCII
	}
	for b, class := range map[byte]alphabet{
		'_': underscore, '-': hyphen, '.': dot, '/': slashPlus, '+': slashPlus,
		'=': equals, '~': tilde, ' ': space, '\t': space, '%': percent, ':': colon,
	} {
		table[b] = class
	}
	return table
}()

func (a alphabet) has(b byte) bool { return classes[b]&a != 0 }

// run returns the end of the run of a's bytes that starts at from, at most
// limit bytes long.
func (a alphabet) run(text string, from, limit int) int {
	to := min(len(text), from+limit)
	for from < to && a.has(text[from]) {
		from++
	}
	return from
}

// runBack returns the start of the run of a's bytes that ends before to.
func (a alphabet) runBack(text string, to, limit int) int {
	from := max(0, to-limit)
	for to > from && a.has(text[to-1]) {
		to--
	}
	return to
}

// all says whether s holds nothing but a's bytes.
func (a alphabet) all(s string) bool { return a.run(s, 0, len(s)) == len(s) }
