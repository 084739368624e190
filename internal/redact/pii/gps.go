package pii

import "github.com/otelcol-genai/otelcol-genai/internal/redact/detect"

// Coordinates look like any two numbers, so they are off unless asked for, and
// even then a word must stand by them.
var gpsPatterns = []detect.Pattern{{
	Entity:  "GPS_COORDINATES",
	Name:    "latitude-longitude",
	Anchor:  ',',
	Context: []string{"lat", "latitude", "lon", "lng", "long", "longitude", "gps", "coordinates", "coords", "location", "position", "geo", "koordinaten", "ubicación", "coordonnées"}, NeedsContext: true,
	Off:  true,
	Find: coordinates,
	Proof: detect.Proof{
		Hits: texts("gps «52.5200, 13.4050»", "location: «-33.8688,151.2093»", "lat/long («40.7128, -74.0060»)"),
		Misses: texts(
			"52.5200, 13.4050",               // no word says that they are
			"gps 52.52, 13.40",               // a kilometre is a town
			"gps 152.5200, 13.4050",          // no such latitude
			"position 0.12345, 0.23456, 0.5", // a vector
			"gps 52.5200, 213.4050",          // no such longitude
		),
	},
}}

// coordinates reads two decimal numbers around a comma, each with at least four
// digits behind the point, and nothing more in the row.
func coordinates(text string, at int) (int, int, detect.Confidence) {
	start, whole, ok := degreesBefore(text, at)
	if !ok || whole > 90 {
		return 0, 0, detect.None
	}
	i := at + 1
	if byteAt(text, i) == ' ' {
		i++
	}
	end, whole, ok := degreesAfter(text, i)
	if !ok || whole > 180 || byteAt(text, end) == ',' && isDigit(byteAt(text, end+2)) || rowBefore(text, start) {
		return 0, 0, detect.None
	}
	return start, end, detect.Medium
}

func rowBefore(text string, start int) bool {
	if byteAt(text, start-1) == ' ' {
		start--
	}
	return byteAt(text, start-1) == ','
}

func degreesBefore(text string, at int) (start, whole int, ok bool) {
	i := at
	for i > 0 && at-i < 16 && isDigit(text[i-1]) {
		i--
	}
	if at-i < 4 || byteAt(text, i-1) != '.' {
		return 0, 0, false
	}
	end := i - 1
	start = end
	for start > 0 && end-start < 4 && isDigit(text[start-1]) {
		start--
	}
	if n := end - start; n == 0 || n > 3 {
		return 0, 0, false
	}
	whole = number(text[start:end])
	if byteAt(text, start-1) == '-' {
		start--
	}
	c := byteAt(text, start-1)
	return start, whole, !isAlnum(c) && c != '.'
}

func degreesAfter(text string, i int) (end, whole int, ok bool) {
	if byteAt(text, i) == '-' {
		i++
	}
	from := i
	for i < len(text) && i-from < 4 && isDigit(text[i]) {
		i++
	}
	if n := i - from; n == 0 || n > 3 || byteAt(text, i) != '.' {
		return 0, 0, false
	}
	whole = number(text[from:i])
	i++
	from = i
	for i < len(text) && i-from < 16 && isDigit(text[i]) {
		i++
	}
	return i, whole, i-from >= 4 && !isAlnum(byteAt(text, i))
}
