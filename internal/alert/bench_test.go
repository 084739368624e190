package alert

import (
	"strconv"
	"testing"
)

// BenchmarkReceive is what an event costs among ten thousand incidents.
func BenchmarkReceive(b *testing.B) {
	for name, event := range map[string]func(i int) Event{
		"ignored":   func(int) Event { return crossed("s", "0.5") },
		"open":      func(i int) Event { return looped(strconv.Itoa(i%10_000), "warn") },
		"escalate":  func(i int) Event { return crossed(strconv.Itoa(i), "1") },
		"an_end":    func(i int) Event { return ended(strconv.Itoa(i)) },
		"duplicate": func(int) Event { e := looped("0", "warn"); e.ID = "same"; return e },
	} {
		b.Run(name, func(b *testing.B) {
			d := NewDesk(policy(func(p *Policy) { p.MaxIncidents = 10_001 }))
			for i := range 10_000 {
				e := looped(strconv.Itoa(i), "warn")
				e.ID = strconv.Itoa(i)
				d.Receive([]Event{e}, noon)
			}
			d.Stored()
			events := make([]Event, 1000)
			for i := range events {
				events[i] = event(i)
			}
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				d.Receive(events[i%1000:i%1000+1], noon)
				d.Stored()
			}
		})
	}
}

// BenchmarkNext is what finding the next notice costs with ten thousand that wait.
func BenchmarkNext(b *testing.B) {
	d := NewDesk(policy(func(p *Policy) { p.MaxIncidents = 10_000 }))
	for i := range 10_000 {
		d.Receive([]Event{looped(strconv.Itoa(i), "warn")}, noon)
	}
	for b.Loop() {
		d.Next("a", 1, noon)
	}
}
