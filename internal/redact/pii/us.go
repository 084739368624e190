package pii

import (
	"strings"

	"github.com/otelcol-genai/otelcol-genai/internal/redact/checksum"
	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
)

var taxWordsUS = []string{"tax id", "taxpayer", "taxpayer id", "tin", "tax identification", "taxid"}

var usCodes = []detect.Code{
	{
		Entity: "US_SSN", Region: "US", Min: 9, Max: 9, Parts: []int{3},
		Check:   ssn,
		Context: []string{"ssn", "ssns", "social security", "social security number", "social security no", "ss number", "social", "ssid", "socialsecurity", "socialsecuritynumber"},
		Proof: detect.Proof{
			Hits: texts(
				"«536-90-4399» 2026-11-23",
				"my ssn is «536904399»",
				"Social Security Number: «536 90 4399»",
				"ssn «536.90.4399»",
				"ssn «53690-4399»",
			),
			Misses: texts(
				"000-12-3456 666-12-3456 900-12-3456 123-00-4567 123-45-0000", // never issued
				"lot 536904399 of 300", // nine digits, and no word says that it is one
				"536 90 4399",          // as in a table
				"078-05-1120",          // from a wallet that was sold with it
				"219-09-9999",          // from a leaflet
				"ssn 536-904-399",      // not printed so
				"5536-90-4399",         // longer
			),
		},
	},
	{
		Entity: "US_ITIN", Region: "US", Min: 9, Max: 9, Parts: []int{3},
		Check:   itin,
		Context: append([]string{"itin", "individual taxpayer"}, taxWordsUS...),
		Proof: detect.Proof{
			Hits: texts("«912-70-1234»", "ITIN «912701234»", "taxpayer id «911 70 1234»"),
			Misses: texts(
				"912-40-1234", // no group 40
				"912-93-1234", // nor 93
				"912701234",   // no word says that it is one
				"812-70-1234", // begins with 9
			),
		},
	},
	{
		Entity: "US_EIN", Region: "US", Min: 9, Max: 9,
		Check:   ein,
		Context: append([]string{"ein", "fein", "employer identification", "employer id", "federal tax id"}, taxWordsUS...), NeedsContext: true,
		Proof: detect.Proof{
			Hits: texts("EIN «12-3456789»", "federal tax id: «541234567»"),
			Misses: texts(
				"part 12-3456789", // no word says that it is one
				"EIN 07-3456789",  // no campus 07
				"EIN 123-456789",  // not printed so
			),
		},
	},
	{
		Entity: "US_NPI", Region: "US", Min: 10, Max: 10,
		Check: func(compact, _ string) detect.Confidence {
			return pick((compact[0] == '1' || compact[0] == '2') && !repeats(compact[:9]) && checksum.NPI(compact), detect.High)
		},
		Context: []string{"npi", "national provider", "provider", "npi number", "provider id", "provider identifier", "taxonomy", "prescriber"}, NeedsContext: true,
		Proof: detect.Proof{
			Hits: texts("NPI: «1234567893»", "Provider identifier «1245319599»", "npi «1234-567-893»"),
			Misses: texts(
				"NPI 1234567890",  // Luhn
				"NPI 3234567893",  // begins with 1 or 2
				"call 1234567893", // no word says that it is one
			),
		},
	},
	{
		Entity: "US_DEA", Region: "US", Min: 9, Max: 9, Letters: true,
		Check: func(compact, printed string) detect.Confidence {
			return pick(len(printed) == 9 && strings.IndexByte(deaTypes, compact[0]) >= 0 && checksum.DEA(compact), detect.High)
		},
		Context: []string{"dea", "dea number", "dea no", "medical", "certificate", "prescriber", "practitioner", "controlled substance"}, NeedsContext: true,
		Proof: detect.Proof{
			Hits: texts("DEA «BB1388568»", "my certificate number is: «K92993548»", "dea number «AB1234563»"),
			Misses: texts(
				"DEA number BG8207031", // check digit
				"DEA number NB1388568", // no registrant type N
				"lot BB1388568",        // no word says that it is one
			),
		},
	},
	{
		Entity: "US_MBI", Region: "US", Min: 11, Max: 11, Letters: true, Lettered: true,
		Check:   mbi,
		Context: []string{"medicare", "mbi", "beneficiary", "cms", "medicaid", "hic", "hicn"},
		Proof: detect.Proof{
			Hits: texts("Patient «1EG4-TE5-MK73»", "MBI «1EG4TE5MK73»", "Medicare ID: «3CD5-FG7-HJ89»"),
			Misses: texts(
				"1SG4-TE5-MK73", // no S, L, O, I, B or Z
				"0EG4-TE5-MK73", // begins with 1 to 9
				"1EG4TE5MK73",   // no word says that it is one
				"1EG4-TE5-MKK3", // a letter for a digit
			),
		},
	},
	{
		Entity: "US_PASSPORT", Region: "US", Min: 9, Max: 9, Letters: true,
		Check: func(compact, printed string) detect.Confidence {
			return pick(len(printed) == 9 && (shaped(compact, "A99999999") || allDigits(compact)) && !repeats(compact[1:]), detect.Medium)
		},
		Context: passportContext, NeedsContext: true,
		Proof: detect.Proof{
			Hits: texts("my passport number is «912803456»", "US passport «A12803456»"),
			Misses: texts(
				"order 912803456",    // no word says that it is one
				"passport A1280345",  // too short
				"passport 000000000", // a placeholder
			),
		},
	},
	{
		Entity: "US_DRIVER_LICENSE", Region: "US", Min: 7, Max: 15, Letters: true,
		Check:   driverLicense,
		Context: []string{"driver license", "drivers license", "driver's license", "driving license", "driver licence", "driver's licence", "license number", "license no", "dl number", "dln", "driverlicense", "driverslicense", "lic", "cdl", "dl"}, NeedsContext: true,
		Proof: detect.Proof{
			Hits: texts(
				"my driver license is «H12234567»",
				"driver's license: «D1234567»",
				"DL number «S530-4601-0125»",
				"license number «12345678»",
			),
			Misses: texts(
				"part H12234567",            // no word says that it is one
				"driver license MIT2026A",   // a licence of software
				"driver license ABCDEF1",    // letters
				"driver license C12T345672", // no state has letters so
				"driver license 0000000",    // a placeholder
			),
		},
	},
	{
		Entity: "MEDICAL_RECORD", Min: 6, Max: 12, Letters: true,
		Check: func(compact, printed string) detect.Confidence {
			letters := 0 // before the number
			for letters < len(compact) && isUpper(compact[letters]) {
				letters++
			}
			if letters > 3 || letters > 0 && len(printed) > len(compact) || len(compact)-letters < 5 || !allDigits(compact[letters:]) {
				return detect.None
			}
			yearMonth := shaped(printed, "9999-99") || shaped(printed, "9999.99") || shaped(printed, "9999/99")
			return pick(!repeats(compact) && !yearMonth && !dated(printed) && !looksLikeEpoch(compact), detect.Medium)
		},
		Context: []string{"mrn", "medical record", "medical record number", "medical record no", "patient id", "patient number", "medicalrecord", "patientid", "krankenakte", "patientennummer"}, NeedsContext: true,
		Proof: detect.Proof{
			Hits: texts("MRN: «00482913»", "MRN «MRN0482913»", "MRN «A1234567»", "medical record number «482-9137»", "patient id «771204518»"),
			Misses: texts(
				"order 00482913",    // no word says that it is one
				"MRN 48291",         // too short
				"MRN of 2026-11-23", // a day
			),
		},
	},
}

var passportContext = []string{
	"passport", "passport number", "passport no", "passportnumber", "passportno", "travel document", "reisepass", "passeport", "pasaporte", "passaporto", "paspoort", "passaporte", "mrz",
	"паспорт", "护照", "여권", "パスポート", "paszport", "us passport", "uk passport",
}

// deaTypes are the registrant types, which come first in a DEA number.
const deaTypes = "ABCDEFGHJKLMPRSTUX"

// ssn: hyphens are how a social security number is printed; any other way it is
// nine digits. The numbers never issued and two famous ones do not count.
func ssn(compact, printed string) detect.Confidence {
	area, group, serial := compact[:3], compact[3:5], compact[5:]
	switch {
	case area == "000", area == "666", area[0] == '9', group == "00", serial == "0000", repeats(compact):
		return detect.None
	case compact == "078051120", compact == "219099999":
		return detect.None
	case shaped(printed, "999-99-9999"):
		return detect.High
	case len(printed) == 9, shaped(printed, "999 99 9999"), shaped(printed, "999.99.9999"), shaped(printed, "99999-9999"), shaped(printed, "999-999999"):
		return detect.Low
	}
	return detect.None
}

func itin(compact, printed string) detect.Confidence {
	group := compact[3:5]
	if compact[0] != '9' || group < "50" || group > "65" && group < "70" || group == "89" || group == "93" {
		return detect.None
	}
	switch {
	case shaped(printed, "999-99-9999"):
		return detect.High
	case len(printed) == 9, shaped(printed, "999 99 9999"), shaped(printed, "999-999999"), shaped(printed, "99999-9999"):
		return detect.Low
	}
	return detect.None
}

// ein: the prefixes that the IRS has given to its campuses and to the internet.
func ein(compact, printed string) detect.Confidence {
	switch compact[:2] {
	case "00", "07", "08", "09", "17", "18", "19", "28", "29", "49", "69", "70", "78", "79", "89", "96", "97":
		return detect.None
	}
	if repeats(compact) || len(printed) > 9 && !shaped(printed, "99-9999999") {
		return detect.None
	}
	return detect.Medium
}

// mbi: eleven positions, each with its own alphabet, without S, L, O, I, B and Z.
func mbi(compact, printed string) detect.Confidence {
	const kinds = "9AX9AX9AA99"
	if !shaped(compact, kinds) || compact[0] == '0' {
		return detect.None
	}
	for i := range compact {
		switch compact[i] {
		case 'S', 'L', 'O', 'I', 'B', 'Z':
			return detect.None
		}
	}
	if len(printed) == 13 && printed[4] == '-' && printed[8] == '-' {
		return detect.High
	}
	return detect.Low
}

// driverLicense: states differ in all but that there are many digits, with up to
// two letters in front or behind, or one of a few odd forms.
func driverLicense(compact, printed string) detect.Confidence {
	if repeats(compact) || dated(printed) || looksLikeEpoch(compact) {
		return detect.None
	}
	if shaped(compact, "99AAA99999") || shaped(compact, "99AAA999999") || shaped(compact, "999AA9999") { // New Hampshire, Iowa
		return detect.Medium
	}
	front, end := 0, len(compact)
	for front < end && isUpper(compact[front]) {
		front++
	}
	for end > front && isUpper(compact[end-1]) {
		end--
	}
	return pick(front <= 2 && len(compact)-end <= 2 && end-front >= 6 && allDigits(compact[front:end]), detect.Medium)
}
