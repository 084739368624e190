package aggregate

import "math"

// Kind is what a family does with its measurements.
type Kind int

const (
	// Counter adds up whole numbers and is emitted as an integer.
	Counter Kind = iota
	// Money adds up nano-dollars and is emitted in dollars, as a double.
	Money
	// Histogram counts values by size.
	Histogram
	// Gauge is the latest value. It has no overflow series: the latest of anything tells nothing.
	Gauge
)

// MaxAttributes is the largest number of attributes a family may have.
const MaxAttributes = 4

// Values are the values of a family's attributes, in the family's order. An
// empty one is left out of the series.
type Values [MaxAttributes]string

// Family declares one emitted metric.
type Family struct {
	Name        string
	Description string
	Unit        string
	Kind        Kind
	Attributes  []string  // at most MaxAttributes
	Bounds      []float64 // of a histogram: upper bounds, ascending
}

// Doubling returns n bounds of which each is twice the one before. They are
// rounded to nine digits, so that what is printed as 0.08 is 0.08.
func Doubling(first float64, n int) []float64 {
	bounds := make([]float64, n)
	for i := range bounds {
		bounds[i] = math.Round(math.Ldexp(first, i)*1e9) / 1e9
	}
	return bounds
}
