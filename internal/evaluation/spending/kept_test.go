package spending_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/otelcol-genai/otelcol-genai/internal/evaluation/spending"
)

// after is a purse that goes on with what was kept of p.
func after(p *spending.Purse, limits spending.Limits, now time.Time) *spending.Purse {
	next := spending.NewPurse(limits)
	next.Restore(p.Keep(), now)
	return next
}

func TestWhatMayBeOnTheBillIsKept(t *testing.T) {
	limits := spending.Limits{Hour: usd(100), Day: usd(150)}
	p := spending.NewPurse(limits)
	p.Settle(p.Reserve(usd(50), noon), usd(10))
	p.Reserve(usd(60), noon) // nobody will settle it
	same := after(p, limits, noon.Add(time.Minute))
	assert.Equal(t, spending.Yes, same.Fits(usd(30), noon.Add(time.Minute)))
	assert.Equal(t, spending.No, same.Fits(usd(31), noon.Add(time.Minute)))
	nextHour := after(p, limits, noon.Add(time.Hour))
	assert.Equal(t, spending.Yes, nextHour.Fits(usd(80), noon.Add(time.Hour)))
	assert.Equal(t, spending.No, nextHour.Fits(usd(81), noon.Add(time.Hour)), "the day")
	nextDay := after(p, limits, noon.Add(24*time.Hour))
	assert.Equal(t, spending.Yes, nextDay.Fits(usd(100), noon.Add(24*time.Hour)))
}

// A clock that was years ahead must not lock a purse for years, nor empty it.
func TestAClockThatWasWrongIsNotBelievedForever(t *testing.T) {
	limits := spending.Limits{Hour: usd(100)}
	p := spending.NewPurse(limits)
	wrong := noon.AddDate(10, 0, 0)
	p.Settle(p.Reserve(usd(90), wrong), usd(90))
	next := after(p, limits, noon)
	assert.Equal(t, spending.No, next.Fits(usd(11), noon))
	assert.Equal(t, spending.Yes, next.Fits(usd(100), noon.Add(time.Hour)))
}

// Nor for those who were there when it was set right, with a call under way.
func TestAClockThatIsSetRightLocksNothing(t *testing.T) {
	p := spending.NewPurse(spending.Limits{Hour: usd(100)})
	r := p.Reserve(usd(90), noon.AddDate(10, 0, 0))
	assert.Equal(t, spending.No, p.Fits(usd(11), noon), "and not Perhaps, for which nobody would come")
	p.Settle(r, usd(5))
	assert.Equal(t, spending.No, p.Fits(usd(11), noon))
	assert.Equal(t, spending.Yes, p.Fits(usd(100), noon.Add(time.Hour)))
}

func TestKeptAmountsAddNothingToALimit(t *testing.T) {
	next := spending.NewPurse(spending.Limits{Hour: usd(100)})
	next.Restore(spending.Kept{{Start: noon, Spent: usd(-1000)}, {}}, noon)
	assert.Equal(t, spending.No, next.Fits(usd(101), noon))
}
