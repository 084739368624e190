package pii

import (
	"github.com/otelcol-genai/otelcol-genai/internal/redact/checksum"
	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
)

var ibanCodes = []detect.Code{{
	Entity:  "IBAN_CODE",
	Min:     15,
	Max:     33,
	Letters: true, Lettered: true,
	Check:   iban,
	Context: []string{"iban", "bank", "account", "bank account", "konto", "kontonummer", "bankverbindung", "compte", "cuenta", "conto", "rekening", "rachunek", "conta"},
	Proof: detect.Proof{
		Hits: texts(
			"IBAN «GB82 WEST 1234 5698 7654 32» thanks",
			"«DE89370400440532013000»",
			"«DE89 3704 0044 0532 0130 00» PLEASE", // capitals behind it are not part
			"«FR14 2004 1010 0505 0001 3M02 606»",
			"«NO9386011117947»",
			"«MT84 MALT 0110 0001 2345 MTLC AST0 01S»",
			"«BE68-5390-0754-7034»",
			"iban «gb82west12345698765432»",
			"«RU0204452560040702810412345678901»",
		),
		Misses: texts(
			"DE88370400440532013000",  // wrong check digits
			"DE8937040044053201300",   // too short for Germany
			"GB82 TEST 1234",          // too short for any
			"US82WEST12345698765432",  // a country without IBANs
			"DE00370400440532013000",  // never 00, 01 or 99
			"GBXXWEST12345698765432",  // check digits that are letters
			"AA110000000000000000000", // no country
			"be64ce7e0c6997c7",        // an id
			"BE64CE7E0C6997C7",        // Belgium has digits only
		),
	},
}}

// iban: a printed one comes in fours; a row of other groups that passes is chance.
func iban(compact, printed string) detect.Confidence {
	switch {
	case checksum.IBANLength(compact) != len(compact), compact[2:4] < "02", compact[2:4] > "98", !checksum.IBAN(compact):
		return detect.None
	case len(compact) == len(printed) && hexadecimal(printed): // a hash, as likely
		return detect.Low
	case len(compact) == len(printed):
		return detect.High
	}
	sizes, n, _, ok := groups(printed)
	for i := 0; ok && i < n-1; i++ {
		ok = sizes[i] == 4
	}
	if ok {
		return detect.Certain
	}
	return detect.Low
}

// hexadecimal: digits and small letters up to f, both.
func hexadecimal(s string) bool {
	for i := range len(s) {
		if !isHex(s[i]) || isUpper(s[i]) {
			return false
		}
	}
	return hasLower(s)
}
