package pii

import (
	"github.com/otelcol-genai/otelcol-genai/internal/redact/checksum"
	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
)

// Account numbers of a country are digits and nothing else: all but the CLABE
// need a word that says so.
var bankCodes = []detect.Code{
	{
		Entity: "ABA_ROUTING", Region: "US", Min: 9, Max: 9,
		Check: func(compact, _ string) detect.Confidence {
			if repeats(compact) || !checksum.ABAPrefix(compact) || !checksum.ABA(compact) {
				return detect.None
			}
			return detect.High
		},
		Context: []string{"aba", "routing", "routing number", "aba routing", "rtn", "routing no", "transit number", "bank routing", "wire"}, NeedsContext: true,
		Proof: detect.Proof{
			Hits: texts(
				"routing number «021000021»",
				"ABA «0110-0001-5»",
				"wire via RTN «314074269»",
			),
			Misses: texts(
				"routing number 021000022", // check digit
				"routing number 991234567", // no such district
				"ticket 021000021",         // no word says that it is one
				"routing 000000000",        // a placeholder
			),
		},
	},
	{
		Entity: "US_BANK_NUMBER", Region: "US", Min: 8, Max: 17,
		Check: func(compact, printed string) detect.Confidence {
			if repeats(compact) || len(printed) == len(compact) && looksLikeEpoch(compact) {
				return detect.None
			}
			if _, _, _, ok := groups(printed); !ok {
				return detect.None
			}
			return detect.Medium
		},
		Context: []string{
			"bank account", "account number", "account no", "account num", "acct", "acct no", "acct number", "checking account", "savings account",
			"bank number", "accountnumber", "bankaccount", "direct deposit",
		},
		NeedsContext: true,
		Proof: detect.Proof{
			Hits: texts(
				"my bank account number is «912803456»",
				"checking account «000123456789»",
				"acct no: «1234-5678-90»",
			),
			Misses: texts(
				"order 912803456",                    // no word says that it is one
				"account number 1234567",             // too short
				"AWS account 123456789012",           // of a cloud
				"account number 00000000",            // a placeholder
				"bank account created 1750000000000", // milliseconds
			),
		},
	},
	{
		Entity: "UK_SORT_CODE", Region: "GB", Min: 6, Max: 6,
		Check: func(_, printed string) detect.Confidence {
			return pick(len(printed) == 6 || shaped(printed, "99-99-99") || shaped(printed, "99 99 99"), detect.Medium)
		},
		Context: []string{"sort code", "sortcode", "sort-code"}, NeedsContext: true,
		Proof: detect.Proof{
			Hits: texts("sort code «20-00-00»", "sort code: «402030»"),
			Misses: texts(
				"built on 20-00-00",  // no word says that it is one
				"sort code 2000-00",  // not printed so
				"sort by code 12345", // too short
			),
		},
	},
	{
		Entity: "UK_BANK_ACCOUNT", Region: "GB", Min: 8, Max: 14,
		Check: func(compact, printed string) detect.Confidence {
			return pick(len(compact) == 8 && !repeats(compact) && !yyyymmdd(compact) || shaped(printed, "99-99-99 99999999"), detect.Medium)
		},
		Context: []string{"sort code", "sortcode", "account number", "account no", "acc no", "a/c", "current account", "uk account"}, NeedsContext: true,
		Proof: detect.Proof{
			Hits: texts("sort code 20-00-00, account number «55779911»"),
			Misses: texts(
				"invoice 55779911",        // no word says that it is one
				"account no 557799112",    // nine digits
				"account number 20261123", // a day
			),
		},
	},
	{
		Entity: "AU_BSB", Region: "AU", Min: 6, Max: 6,
		Check: func(_, printed string) detect.Confidence {
			return pick(len(printed) == 6 || shaped(printed, "999-999") || shaped(printed, "999 999"), detect.Medium)
		},
		Context: []string{"bsb", "bsb number", "bank state branch"}, NeedsContext: true,
		Proof: detect.Proof{
			Hits:   texts("BSB «062-000»", "bsb number: «733 201»"),
			Misses: texts("room 062-000", "BSB 06200"),
		},
	},
	{
		Entity: "MX_CLABE", Region: "MX", Min: 18, Max: 18, Parts: []int{4},
		Check: func(compact, printed string) detect.Confidence {
			// Banks are 002 to 999, and places 001 to 985; ids of 18 digits pass one time in ten.
			if number(compact[:3]) < 2 || !checksum.CLABE(compact) {
				return detect.None
			}
			if shaped(printed, "999 999 99999999999 9") {
				return detect.High
			}
			return detect.Low
		},
		Context: []string{"clabe", "cuenta clabe", "cuenta", "interbancaria", "spei", "transferencia"},
		Proof: detect.Proof{
			Hits: texts("CLABE: «032180000118359719»", "«032 180 00011835971 9»"),
			Misses: texts(
				"CLABE 032180000118359718", // check digit
				"032180000118359719",       // an id of 18 digits, for all we know
				"CLABE 03218000011835971",  // too short
			),
		},
	},
}

// pick is c, or None.
func pick(ok bool, c detect.Confidence) detect.Confidence {
	switch {
	case ok:
		return c
	default:
		return detect.None
	}
}

// looksLikeEpoch: seconds, milliseconds, microseconds or nanoseconds of the years 2014 to 2033.
func looksLikeEpoch(s string) bool {
	switch len(s) {
	case 10, 13, 16, 19:
		return s[0] == '1' && s[1] >= '4'
	}
	return false
}
