package checksum

import "strings"

// IBAN checks length by country and MOD 97-10.
func IBAN(s string) bool {
	if len(s) < 5 || len(s) != IBANLength(s) || !allDigits(s[2:4]) || strings.Contains(ibanDigits, s[:2]) && !allDigits(s[4:]) {
		return false
	}
	r, ok := mod97(0, s[4:])
	if ok {
		r, ok = mod97(r, s[:4])
	}
	return ok && r == 1
}

// ibanDigits are the countries whose account numbers are digits only.
const ibanDigits = "AE AT BA BE CR CZ DE DK EE ES FI HR HU IL IS LT ME MN NO PL PT RS SE SI SK TL VA XK"

// IBANLength is the length of an IBAN that begins with the country code at the
// start of s, or 0 when that country has none.
func IBANLength(s string) int {
	if len(s) < 2 || !isLetter(s[0]) || !isLetter(s[1]) {
		return 0
	}
	return int(ibanLengths[s[0]-'A'][s[1]-'A'])
}

var ibanLengths = func() (t [26][26]uint8) {
	for i := 0; i < len(ibanTable); i += 5 {
		row := ibanTable[i : i+4]
		t[row[0]-'A'][row[1]-'A'] = uint8(number(row[2:]))
	}
	return t
}()

// ibanTable: the first block is the SWIFT IBAN registry (ISO 13616), the second
// the countries that use IBANs in trade without being in it.
const ibanTable = "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 " +
	"DE22 DJ27 DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 " +
	"GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 " +
	"LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 " +
	"PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 " +
	"SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30 " +
	"AO25 BF28 BJ28 CF27 CG27 CI28 CM27 CV25 DZ26 GA27 GQ27 GW25 IR26 KM27 MA28 MG27 " +
	"ML28 MZ25 NE28 SN28 TD27 TG28 "
