package spending_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/otelcol-genai/otelcol-genai/internal/evaluation/spending"
)

var noon = time.Date(2026, 11, 24, 12, 30, 0, 0, time.UTC)

func usd(nano int64) spending.Amount { return spending.Amount{NanoUSD: nano} }

func TestALimitIsReachedAndNotPassed(t *testing.T) {
	p := spending.NewPurse(spending.Limits{Hour: usd(100)})
	assert.Equal(t, spending.Yes, p.Fits(usd(100), noon))
	assert.Equal(t, spending.No, p.Fits(usd(101), noon))
	r := p.Reserve(usd(60), noon)
	assert.Equal(t, spending.Perhaps, p.Fits(usd(41), noon), "what is under way counts")
	p.Settle(r, usd(10))
	assert.Equal(t, spending.Yes, p.Fits(usd(90), noon))
	assert.Equal(t, spending.No, p.Fits(usd(91), noon))
}

func TestWindowsAreFullHoursAndDaysOfUTC(t *testing.T) {
	p := spending.NewPurse(spending.Limits{Hour: usd(100), Day: usd(150)})
	p.Settle(p.Reserve(usd(100), noon), usd(100))
	assert.Equal(t, spending.No, p.Fits(usd(1), noon.Add(29*time.Minute+59*time.Second)))
	assert.Equal(t, spending.Yes, p.Fits(usd(50), noon.Add(30*time.Minute)))
	assert.Equal(t, spending.No, p.Fits(usd(51), noon.Add(30*time.Minute)), "the day")
	assert.Equal(t, spending.Yes, p.Fits(usd(100), time.Date(2026, 11, 25, 1, 0, 0, 0, time.FixedZone("", 3600))), "midnight of UTC")
	hour, day := p.Spent(noon.Add(12 * time.Hour))
	assert.Equal(t, []spending.Amount{{}, {}}, []spending.Amount{hour, day})
}

func TestACallThatOutlastsItsHourIsOfThatHour(t *testing.T) {
	p := spending.NewPurse(spending.Limits{Hour: usd(100), Day: usd(1000)})
	r := p.Reserve(usd(80), noon)
	later := noon.Add(time.Hour)
	assert.Equal(t, spending.Yes, p.Fits(usd(100), later))
	p.Settle(r, usd(70))
	hour, day := p.Spent(later)
	assert.Equal(t, usd(0), hour)
	assert.Equal(t, usd(70), day)
}

func TestAClockThatGoesBackForgetsNothing(t *testing.T) {
	p := spending.NewPurse(spending.Limits{Hour: usd(100)})
	p.Settle(p.Reserve(usd(100), noon), usd(100))
	assert.Equal(t, spending.No, p.Fits(usd(1), noon.Add(-2*time.Hour)))
}

func TestTokensAreALimitOfTheirOwn(t *testing.T) {
	p := spending.NewPurse(spending.Limits{Day: spending.Amount{Tokens: 10}})
	assert.Equal(t, spending.Yes, p.Fits(spending.Amount{NanoUSD: 1 << 60, Tokens: 10}, noon))
	assert.Equal(t, spending.No, p.Fits(spending.Amount{Tokens: 11}, noon))
}

// Whatever calls are under way together and in whatever order they end, no hour and no day
// gets more than its limit.
func TestNothingPassesALimit(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		limits := spending.Limits{Hour: usd(1 + random.Int64N(1000)), Day: usd(1 + random.Int64N(5000))}
		p := spending.NewPurse(limits)
		type call struct {
			r    spending.Reservation
			most int64
		}
		var under []call
		now := noon
		for range 500 {
			now = now.Add(time.Duration(random.Int64N(int64(10 * time.Minute))))
			if most := random.Int64N(200); p.Fits(usd(most), now) == spending.Yes {
				under = append(under, call{p.Reserve(usd(most), now), most})
			}
			if len(under) > 0 && random.IntN(2) == 0 {
				i := random.IntN(len(under))
				p.Settle(under[i].r, usd(random.Int64N(under[i].most+1)))
				under = append(under[:i], under[i+1:]...)
			}
			hour, day := p.Spent(now)
			assert.LessOrEqual(t, hour.NanoUSD, limits.Hour.NanoUSD)
			assert.LessOrEqual(t, day.NanoUSD, limits.Day.NanoUSD)
		}
	}
}

func TestSharesAddUp(t *testing.T) {
	for n := 1; n <= 7; n++ {
		var sum spending.Amount
		for i := range n {
			part := spending.Amount{NanoUSD: 1_000_003, Tokens: 10}.Share(i, n)
			sum.NanoUSD += part.NanoUSD
			sum.Tokens += part.Tokens
		}
		assert.Equal(t, spending.Amount{NanoUSD: 1_000_003, Tokens: 10}, sum)
	}
}
