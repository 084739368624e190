package pii

// Bits of the lengths that national numbers have.
const (
	l4  = 1 << 4
	l5  = 1 << 5
	l6  = 1 << 6
	l7  = 1 << 7
	l8  = 1 << 8
	l9  = 1 << 9
	l10 = 1 << 10
	l11 = 1 << 11
	l12 = 1 << 12
)

// nationalLengths are the lengths of subscribers' numbers by calling code: ITU-T
// E.164 and its national plans, as libphonenumber 9.0 sums them up for fixed and
// mobile lines (Apache-2.0; figures only). Short codes and the freaks of countries
// with open plans are left out, and so are codes of no country.
var nationalLengths = [1000]uint16{
	1: l10, 7: l10, 20: l9 | l10, 27: l9, 30: l10, 31: l9, 32: l8 | l9, 33: l9, 34: l9, 36: l8 | l9,
	39: l8 | l9 | l10 | l11, 40: l9, 41: l9, 43: l7 | l8 | l9 | l10 | l11, 44: l9 | l10, 45: l8, 46: l7 | l8 | l9,
	47: l8, 48: l9, 49: l7 | l8 | l9 | l10 | l11, 51: l8 | l9, 52: l10 | l11, 53: l8, 54: l10 | l11, 55: l10 | l11, 56: l9,
	57: l8 | l10, 58: l10, 60: l8 | l9 | l10, 61: l9, 62: l8 | l9 | l10 | l11 | l12, 63: l8 | l9 | l10,
	64: l8 | l9 | l10, 65: l8, 66: l8 | l9, 81: l9 | l10, 82: l8 | l9 | l10, 84: l9 | l10, 86: l10 | l11, 90: l10,
	91: l10, 92: l9 | l10, 93: l9, 94: l9, 95: l8 | l9 | l10, 98: l10, 211: l9, 212: l9, 213: l9, 216: l8, 218: l9,
	220: l7, 221: l9, 222: l8, 223: l8, 224: l8 | l9, 225: l10, 226: l8, 227: l8, 228: l8, 229: l8, 230: l7 | l8,
	231: l7 | l8 | l9, 232: l8, 233: l9, 234: l10, 235: l8, 236: l8, 237: l9, 238: l7, 239: l7, 240: l9, 241: l8,
	242: l9, 243: l7 | l9, 244: l9, 245: l7 | l9, 246: l7, 247: l5, 248: l7, 249: l9, 250: l9, 251: l9,
	252: l7 | l8 | l9, 253: l8, 254: l7 | l8 | l9, 255: l9, 256: l9, 257: l8, 258: l8 | l9, 260: l9, 261: l9, 262: l9,
	263: l9 | l10, 264: l9, 265: l9, 266: l8, 267: l7 | l8, 268: l8, 269: l7, 290: l5, 291: l7, 297: l7, 298: l6,
	299: l6, 350: l8, 351: l9, 352: l8 | l9, 353: l9, 354: l7, 355: l8 | l9, 356: l8, 357: l8, 358: l7 | l8 | l9 | l10,
	359: l8 | l9, 370: l8, 371: l8, 372: l7 | l8, 373: l8, 374: l8, 375: l9, 376: l6 | l9, 377: l8 | l9, 378: l8 | l10,
	380: l9, 381: l8 | l9, 382: l8, 383: l8, 385: l8 | l9, 386: l8, 387: l8, 389: l8, 420: l9, 421: l9, 423: l7,
	500: l5, 501: l7, 502: l8, 503: l8, 504: l8, 505: l8, 506: l8, 507: l7 | l8, 508: l6 | l9, 509: l8, 590: l9, 591: l8,
	592: l7, 593: l8 | l9, 594: l9, 595: l7 | l8 | l9, 596: l9, 597: l7, 598: l8, 599: l7 | l8, 670: l7 | l8, 673: l7,
	674: l7, 675: l7 | l8, 676: l7, 677: l5 | l7, 678: l7, 679: l7, 680: l7, 681: l6, 682: l5, 683: l4, 685: l7 | l10,
	686: l8, 687: l6, 688: l7, 689: l8, 690: l7, 691: l7, 692: l7, 850: l10, 852: l8, 853: l8, 855: l8 | l9,
	856: l8 | l9 | l10, 880: l10, 886: l8 | l9, 960: l7, 961: l7 | l8, 962: l8 | l9, 963: l9, 964: l8 | l9 | l10,
	965: l8, 966: l9, 967: l7 | l8 | l9, 968: l8, 970: l8 | l9, 971: l8 | l9, 972: l8 | l9, 973: l8, 974: l8,
	975: l7 | l8, 976: l8, 977: l8 | l10, 992: l9, 993: l8, 994: l9, 995: l9, 996: l9, 998: l9,
}

// callingCode reads the calling code at the start of digits: its length, and the
// lengths of national numbers after it. No code is the beginning of another.
func callingCode(digits string) (n int, lengths uint16) {
	code := 0
	for n = 1; n <= 3 && n <= len(digits); n++ {
		code = code*10 + int(digits[n-1]-'0')
		if code == 0 {
			break
		}
		if lengths = nationalLengths[code]; lengths != 0 {
			return n, lengths
		}
	}
	return 0, 0
}
