package lane_test

import (
	"fmt"
	"time"

	"github.com/otelcol-genai/otelcol-genai/internal/session/lane"
)

func Example() {
	rules := lane.Defaults()
	var agent lane.Lane // one for each agent of a session
	var pace lane.Pace  // one for a session
	start := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC).UnixNano()
	for range 4 {
		call := lane.Call{Start: start, End: start + 8e9, Input: 20_000, CacheRead: 19_000, CacheWrite: 1000, Cost: 50_000_000}
		agent.Call(&rules, call)
		pace.Call(call)
		loop, _ := agent.Tool(&rules, lane.Tool{Name: 1, Arguments: 0x5eed, Result: 0xe5})
		if loop.Found() {
			fmt.Printf("the same call %d times, %.2f USD for nothing\n", loop.Repeats, float64(loop.Wasted)/1e9)
		}
		start += 20e9
	}
	const limit, spent = 500_000_000, 200_000_000
	fmt.Println("one more may be too much:", spent+pace.NextCall() > limit)
	fmt.Printf("calls left: about %.0f\n", pace.Forecast(limit-spent).Calls.Mid)
	// Output:
	// the same call 3 times, 0.10 USD for nothing
	// one more may be too much: false
	// calls left: about 6
}
