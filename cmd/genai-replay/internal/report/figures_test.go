package report

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

func TestFigures(t *testing.T) {
	for n, want := range map[float64]string{0: "0", 12: "12", 999.6: "1,000", 1234: "1,234", 1_234_567: "1,234,567"} {
		assert.Equal(t, want, count(n))
	}
	for n, want := range map[float64]string{
		0: "0", 950: "950", 999.4: "999", 999.5: "1.0 k", 12_345: "12.3 k", 999_949: "999.9 k", 999_950: "1.0 M", 1_234_567: "1.2 M",
		5.5e9: "5.5 B", 1.25e13: "12,500.0 B",
	} {
		assert.Equal(t, want, short(n), n)
	}
	for want, usd := range map[string][2]float64{ // amount, largest of its column
		"1,234.50": {1234.5, 5000}, "0.12": {0.123, 5}, "<0.01": {0.001, 5}, "0.00": {0, 5}, "0.01": {0.005, 5},
		"0.1230": {0.123, 0.5}, "<0.0001": {0.00001, 0.5}, "0.0000": {0, 0},
	} {
		assert.Equal(t, want, money(usd[0], usd[1]))
	}
	assert.Equal(t, "33.3 %", share(1, 3))
	assert.Equal(t, "-", share(1, 0))
	for d, want := range map[time.Duration]string{
		0: "0s", 9400 * time.Millisecond: "9s", 61 * time.Second: "1m 01s", 3*time.Hour + 59*time.Second: "3h 00m",
		47*time.Hour + 59*time.Minute: "47h 59m", 51 * time.Hour: "2d 03h",
	} {
		assert.Equal(t, want, period(d))
	}
}
