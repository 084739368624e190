package pii

import (
	"github.com/otelcol-genai/otelcol-genai/internal/redact/checksum"
	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
)

var deviceCodes = []detect.Code{
	{
		Entity: "IMEI", Min: 15, Max: 16,
		Check: func(compact, _ string) detect.Confidence {
			switch {
			case repeats(compact), compact[0] == '0' && compact[1] == '0':
				return detect.None
			case len(compact) == 16: // IMEISV has no check digit
				return detect.Low
			case !checksum.Luhn(compact):
				return detect.None
			}
			return detect.High
		},
		Context: []string{"imei", "imei number", "imeisv", "handset", "device imei"}, NeedsContext: true,
		Proof: detect.Proof{
			Hits: texts("IMEI «490154203237518»", "imei: «35-209900-176148-1»", "imeisv «3520990017614823»"),
			Misses: texts(
				"IMEI 490154203237519",    // Luhn
				"request 490154203237518", // no word says that it is one
				"IMEI 000000000000000",    // a placeholder
			),
		},
	},
	{
		Entity: "ICCID", Min: 19, Max: 20,
		Check: func(compact, _ string) detect.Confidence {
			return pick(compact[:2] == "89" && checksum.Luhn(compact), detect.High)
		},
		Context: []string{"iccid", "sim", "sim card", "esim", "sim number"}, NeedsContext: true,
		Proof: detect.Proof{
			Hits: texts("SIM card «8991101200003204514»", "iccid «89148000004707067560»"),
			Misses: texts(
				"iccid 8991101200003204515", // Luhn
				"8991101200003204514",       // no word says that it is one
				"sim 7991101200003204510",   // not a telephone card
			),
		},
	},
	{
		Entity: "IMSI", Min: 14, Max: 15,
		Check: func(compact, _ string) detect.Confidence {
			// Mobile country codes run from 202 to 750, and 901.
			mcc := number(compact[:3])
			return pick(mcc >= 202 && mcc <= 750 || mcc == 901, detect.Medium)
		},
		Context: []string{"imsi", "imsi number", "mobile subscriber"}, NeedsContext: true,
		Proof: detect.Proof{
			Hits: texts("IMSI «310150123456789»"),
			Misses: texts(
				"IMSI 110150123456789", // no country
				"310150123456789",      // no word says that it is one
			),
		},
	},
	{
		Entity: "VIN", Min: 17, Max: 17, Letters: true,
		Check:   vin,
		Context: []string{"vin", "vehicle", "chassis", "vehicle identification", "fahrgestellnummer", "fin", "fahrzeug", "bastidor", "telaio", "châssis", "car"},
		Proof: detect.Proof{
			Hits: texts(
				"VIN «1HGBH41JXMN109186»",
				"«1M8GDM9AXKP042788» was towed",
				"vehicle «WVWZZZ1JZXW000001»", // European: no check digit
			),
			Misses: texts(
				"1HGBH41J1MN109186",     // check digit, and no word says that it is one
				"1HGBH41JXMN10918O",     // there is no O
				"VIN 1HGBH41JXMN10918",  // too short
				"20261123140509123",     // a time
				"WVWZZZ1JZXW000001",     // European, and no word says that it is one
				"VIN ABCDEFGHJKLMNPRST", // ends in digits
			),
		},
	},
}

// vin: the check digit stands for North America and China. Others are told by
// their shape, in context.
func vin(compact, printed string) detect.Confidence {
	letters := 17 - countDigits(compact)
	if letters < 3 || letters > 13 || len(printed) != 17 || !allDigits(compact[13:]) {
		return detect.None
	}
	for i := range compact {
		if c := compact[i]; c == 'I' || c == 'O' || c == 'Q' {
			return detect.None
		}
	}
	if checksum.VIN(compact) && !hasLower(printed) {
		return detect.High
	}
	return detect.Low
}
