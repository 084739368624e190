package report

import (
	"fmt"
	"math"
	"strconv"
	"time"
)

// none stands for a figure that cannot be told.
const none = "-"

// count writes a whole number with its thousands apart.
func count(n float64) string { return grouped(strconv.FormatFloat(math.Round(n), 'f', 0, 64)) }

// grouped puts commas into the whole part of a non-negative decimal.
func grouped(decimal string) string {
	whole, rest := decimal, ""
	for i, r := range decimal {
		if r == '.' {
			whole, rest = decimal[:i], decimal[i:]
			break
		}
	}
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	return whole + rest
}

// short writes a large number with a unit: 950, 12.3 k, 1.2 M.
func short(n float64) string {
	if math.Round(n) < 1000 {
		return strconv.FormatFloat(math.Round(n), 'f', 0, 64)
	}
	for _, unit := range []string{"k", "M", "B"} {
		n /= 1000
		if math.Round(n*10) < 10_000 || unit == "B" {
			return grouped(strconv.FormatFloat(n, 'f', 1, 64)) + " " + unit
		}
	}
	return none
}

// money writes USD for a column whose largest amount is given: cents, or
// hundredths of one where everything is small. What is too small to show but
// not nothing says so.
func money(usd, largest float64) string {
	digits := 2
	if largest < 1 {
		digits = 4
	}
	least := math.Pow10(-digits)
	if usd > 0 && usd < least/2 {
		return "<" + strconv.FormatFloat(least, 'f', digits, 64)
	}
	return grouped(strconv.FormatFloat(usd, 'f', digits, 64))
}

// share writes part of whole as a percentage.
func share(part, whole float64) string {
	if whole == 0 {
		return none
	}
	return fmt.Sprintf("%.1f %%", 100*part/whole)
}

// latency writes the p95 of a histogram of seconds.
func latency(h *Histogram) string {
	value, ok := h.Quantile(0.95)
	switch {
	case ok && value < 10:
		return fmt.Sprintf("%.2f s", value)
	case ok:
		return fmt.Sprintf("%.1f s", value)
	case value > 0:
		return fmt.Sprintf("> %g s", value)
	default:
		return none
	}
}

// period writes a duration in its two largest units.
func period(d time.Duration) string {
	d = d.Round(time.Second)
	switch hours, minutes := int(d.Hours()), int(d.Minutes())%60; {
	case hours >= 48:
		return fmt.Sprintf("%dd %02dh", hours/24, hours%24)
	case hours > 0:
		return fmt.Sprintf("%dh %02dm", hours, minutes)
	case minutes > 0:
		return fmt.Sprintf("%dm %02ds", minutes, int(d.Seconds())%60)
	default:
		return fmt.Sprintf("%ds", int(d.Seconds()))
	}
}
