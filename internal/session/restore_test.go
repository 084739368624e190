package session_test

import (
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/otelcol-genai/otelcol-genai/internal/budget"
	"github.com/otelcol-genai/otelcol-genai/internal/session"
)

// random does random things to a ledger and keeps the journal of them.
type random struct {
	*fixture
	*rand.Rand
	journal  [][]byte
	sent     []session.Posting
	spent    map[session.Key]int64 // by hand: each call once, to the session that its trace tells
	told     map[string]session.Event
	receipts []session.Receipt
}

func stressConfig() session.Config {
	own := sessionBudget(5*usd, 0.5, 0.8, 1)
	own.Overrides = []budget.Override{{Match: map[string]string{"service.name": "s1"}, Limit: budget.Limit{NanoUSD: 9 * usd}}}
	shadow := sessionBudget(2*usd, 1)
	shadow.Name, shadow.Mode = "shadow", budget.Shadow
	return session.Config{
		Attributes: []string{"service.name", "user.id"},
		Budgets: []budget.Budget{
			own, shadow, serviceDay(30*usd, 0.5, 1, 1.5),
			{Name: "user-rolling", Scope: []string{"user.id", "tenant"}, Window: budget.Window{Kind: budget.Rolling, Length: 6 * time.Hour}, Limit: budget.Limit{NanoUSD: 9 * usd, Calls: 40}, Thresholds: []float64{0.5, 1}},
			{Name: "session-user", Scope: []string{"user.id", "session"}, Window: budget.Window{Kind: budget.Hour}, Limit: budget.Limit{NanoUSD: 3 * usd}, Thresholds: []float64{1}},
			{Name: "usual", Scope: []string{"service.name"}, Window: budget.Window{Kind: budget.Hour}, Thresholds: []float64{1}, Expected: &budget.Expected{Lookback: 24 * time.Hour, Tolerance: 1.2}},
		},
		MaxAccounts: 60, MaxNames: 12,
	}
}

func newRandom(t *testing.T, seed uint64, config session.Config) *random {
	t.Helper()
	return &random{
		fixture: newFixture(t, config), Rand: rand.New(rand.NewPCG(seed, 1)),
		spent: map[session.Key]int64{}, told: map[string]session.Event{},
	}
}

func (r *random) posting() session.Posting {
	r.next++
	n := 1 + r.IntN(60) // trace and, unless told otherwise, session
	p := session.Posting{
		Kind: session.Call, Trace: trace(n), Span: span(r.next), Parent: span(1),
		Tenant: []string{"", "t"}[n%2], Service: fmt.Sprint("s", n%3), Agent: fmt.Sprint("a", r.IntN(20)), Model: fmt.Sprint("m", r.IntN(3)),
		Start: r.now.Add(-time.Duration(r.IntN(9000)) * time.Millisecond).UnixNano(), End: r.now.UnixNano(),
		Scope:  []string{fmt.Sprint("s", n%3), fmt.Sprint("u", r.IntN(40))},
		Tokens: session.Tokens{Input: int64(r.IntN(300_000)), CacheRead: int64(r.IntN(100_000)), CacheWrite: int64(r.IntN(9)), Output: int64(r.next), Reasoning: int64(r.IntN(100))},
		Cost:   r.Int64N(usd), Priced: r.IntN(20) > 0, Rank: session.Rank(r.IntN(3)), Failed: r.IntN(10) == 0,
	}
	if r.IntN(3) > 0 {
		p.Session = fmt.Sprint("id", n%30)
	}
	if r.IntN(4) == 0 {
		p.Lane = fmt.Sprint("l", r.IntN(6))
	}
	if r.IntN(10) == 0 {
		p.Weight = 1 + r.Float64()*9
	}
	if r.IntN(5) == 0 {
		p.Output = uint64(r.IntN(3))
	}
	switch r.IntN(14) {
	case 12, 13:
		p.Kind, p.Verdict = session.Score, session.NewVerdict(session.Outcome(r.IntN(3)), 1+r.IntN(31))
	case 0, 1, 2:
		p.Odd = r.IntN(6) == 0
		p.Kind, p.Tool, p.Arguments, p.Result = session.Tool, fmt.Sprint("tool", r.IntN(3)), uint64(r.IntN(3)), uint64(r.IntN(2))
	case 3:
		p.Kind = session.Turn
	case 4:
		p.Kind = session.Other
	case 5:
		if r.IntN(10) == 0 {
			p.Kind = session.End
		}
	}
	return p
}

// step does one thing.
func (r *random) step() {
	r.now = r.now.Add(time.Duration(r.IntN(20)) * time.Second)
	var record []byte
	switch r.IntN(20) {
	case 0:
		r.now = r.now.Add(time.Duration(r.IntN(240)) * time.Minute)
		record = session.AppendTick(record, r.now)
		r.Tick(r.now)
	case 1:
		key := r.key()
		limit := &budget.Limit{NanoUSD: 1 + r.Int64N(12*usd)}
		if r.IntN(3) == 0 {
			limit = nil
		}
		_, err := r.SetLimit(r.now, key, limit, 0)
		require.NoError(r.t, err)
		record = session.AppendLimit(record, r.now, key, limit)
	case 2:
		if events := r.Events(0, 1000); len(events) > 0 && r.IntN(2) == 0 {
			through := events[r.IntN(len(events))].Sequence
			r.Delivered(through)
			record = session.AppendDelivered(record, through)
		}
	case 3:
		key := r.key()
		if r.IntN(4) == 0 {
			r.End(r.now, key)
			record = session.AppendEnd(record, r.now, key)
		}
	default:
		batch := make([]session.Posting, 1+r.IntN(6))
		for i := range batch {
			if len(r.sent) > 0 && r.IntN(10) == 0 {
				batch[i] = r.sent[max(0, len(r.sent)-1-r.IntN(200))] // sent again
			} else {
				batch[i] = r.posting()
				r.sent = append(r.sent, batch[i])
			}
		}
		record = session.AppendTick(record, r.now) // a record may hold several entries
		r.Tick(r.now)
		record = session.AppendPostings(record, r.now, batch)
		r.receipts = make([]session.Receipt, len(batch))
		r.Post(r.now, batch, r.receipts)
	}
	if record != nil {
		r.journal = append(r.journal, record)
	}
	for _, e := range r.Events(0, 10_000) {
		r.told[e.ID] = e
	}
}

func (r *random) key() session.Key {
	n := r.IntN(32)
	return session.Key{Tenant: []string{"", "t"}[n%2], Session: fmt.Sprint("id", n)}
}

func chunks(all [][]byte) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		for _, chunk := range all {
			if !yield(chunk, nil) {
				return
			}
		}
	}
}

// same holds that two ledgers tell the same.
func same(t *testing.T, want, got *session.Ledger, now time.Time, message string) {
	t.Helper()
	require.Equal(t, want.Report(now), got.Report(now), message)
	require.Equal(t, want.Events(0, 1<<20), got.Events(0, 1<<20), message)
	list, _ := want.List(now, session.Query{AnyTenant: true})
	other, _ := got.List(now, session.Query{AnyTenant: true})
	require.Equal(t, list, other, message)
	for n := range 40 {
		for _, tenant := range []string{"", "t"} {
			key := session.Key{Tenant: tenant, Session: fmt.Sprint("id", n)}
			require.Equal(t, want.View(now, key), got.View(now, key), message)
		}
	}
	for n := range 60 {
		for _, tenant := range []string{"", "t"} {
			key := session.Key{Tenant: tenant, Session: fmt.Sprintf("trace:%032x", n)}
			require.Equal(t, want.View(now, key), got.View(now, key), message)
		}
	}
}

func TestARestoredLedgerIsTheSame(t *testing.T) {
	steps := 600
	if testing.Short() {
		steps = 200
	}
	for _, variant := range []struct {
		name   string
		change func(*session.Config)
	}{
		{"room", func(*session.Config) {}},
		{"tight", func(c *session.Config) {
			c.MaxSessions, c.MaxTombstones, c.MaxTraces, c.MaxEvents, c.MaxDedupe = 12, 8, 10, 40, 300
			c.Retention, c.Remember = 2*time.Hour, 20*time.Hour
		}},
		{"short", func(c *session.Config) {
			c.Retention, c.MaxDuration, c.Remember, c.DedupeWindow = time.Hour, 5*time.Hour, 6*time.Hour, 10*time.Minute
		}},
	} {
		t.Run(variant.name, func(t *testing.T) {
			for seed := range uint64(6) {
				config := stressConfig()
				variant.change(&config)
				live := newRandom(t, seed, config)
				var taking *session.Snapshot
				var image [][]byte
				var again *session.Ledger
				from, restored, replayed := 0, 0, 0
				for step := range steps {
					live.step()
					if again != nil { // it goes on as the other does
						for ; replayed < len(live.journal); replayed++ {
							require.NoError(t, again.Replay(live.journal[replayed]))
						}
						if step%20 == 0 {
							same(t, live.Ledger, again, live.now, fmt.Sprintf("seed %d, step %d", seed, step))
						}
					}
					if taking == nil && live.IntN(40) == 0 {
						taking, image, from = live.Snapshot(), nil, len(live.journal)
					}
					if taking == nil || live.IntN(3) == 0 {
						continue
					}
					chunk, more := taking.Next(nil, 1+live.IntN(6000))
					if image = append(image, chunk); more {
						continue
					}
					taking = nil
					var err error
					again, err = session.Restore(config, chunks(image))
					require.NoError(t, err)
					for _, record := range live.journal[from:] {
						require.NoError(t, again.Replay(record))
					}
					replayed = len(live.journal)
					same(t, live.Ledger, again, live.now, fmt.Sprintf("seed %d, step %d", seed, step))
					restored++
				}
				assert.Positive(t, restored)
			}
		})
	}
}

func TestReplayFromTheBeginning(t *testing.T) {
	live := newRandom(t, 99, stressConfig())
	for range 500 {
		live.step()
	}
	again, err := session.New(stressConfig())
	require.NoError(t, err)
	for _, record := range live.journal {
		require.NoError(t, again.Replay(record))
	}
	same(t, live.Ledger, again, live.now, "replayed")
}

// TestEverySessionSpentTheSumOfItsCalls sends calls in any order, some twice, the
// session told by some record of each trace, over a restart now and then.
func TestEverySessionSpentTheSumOfItsCalls(t *testing.T) {
	for seed := range uint64(20) {
		r := rand.New(rand.NewPCG(seed, 2))
		config := session.Config{Budgets: []budget.Budget{sessionBudget(5*usd, 0.5, 0.8, 1)}}
		f := newFixture(t, config)
		want := map[string]int64{}
		calls := map[string]int64{}
		var sending []session.Posting
		for n := range 120 {
			id := fmt.Sprint("s", n%40)
			told := r.IntN(6)
			for i := range 6 {
				call := in(f.call("", r.Int64N(usd)), n+1)
				call.Tokens.Output = int64(f.next) // no two have the same usage
				if i == told || n%3 == 0 {
					call.Session = id
				}
				want[id] += call.Cost
				calls[id]++
				if r.IntN(10) == 0 {
					outer := call
					outer.Span = span(f.next + 1_000_000)
					call.Parent = outer.Span
					sending = append(sending, outer) // a framework's span around it
				}
				sending = append(sending, call)
				if r.IntN(20) == 0 {
					sending = append(sending, call)
				}
			}
		}
		r.Shuffle(len(sending), func(i, j int) { sending[i], sending[j] = sending[j], sending[i] })
		told := map[string]session.Event{}
		for len(sending) > 0 {
			n := min(1+r.IntN(50), len(sending))
			f.post(sending[:n]...)
			sending = sending[n:]
			f.pass(time.Duration(r.IntN(5)) * time.Second)
			for _, e := range f.Events(0, 1<<20) {
				told[e.ID] = e
			}
			if r.IntN(10) == 0 {
				var image [][]byte
				for s, more := f.Snapshot(), true; more; {
					var chunk []byte
					chunk, more = s.Next(nil, 1000)
					image = append(image, chunk)
				}
				again, err := session.Restore(config, chunks(image))
				require.NoError(t, err)
				f.Ledger = again
			}
		}
		crossings := map[string]int{}
		for _, e := range told {
			crossings[fmt.Sprint(e.Session, e.Crossing.Threshold)]++
		}
		for id := range want {
			view := f.view(id)
			assert.Equal(t, want[id], view.Spend.NanoUSD, "seed %d %s", seed, id)
			assert.Equal(t, calls[id], view.Spend.Calls, "seed %d %s", seed, id)
			for _, threshold := range []float64{0.5, 0.8, 1} {
				reached := 0
				if float64(want[id]) >= threshold*5*float64(usd) {
					reached = 1
				}
				assert.Equal(t, reached, crossings[fmt.Sprint(id, threshold)], "seed %d %s %v", seed, id, threshold)
			}
		}
	}
}

func TestARestoredLedgerUnderOtherBudgets(t *testing.T) {
	config := stressConfig()
	live := newRandom(t, 3, config)
	for range 300 {
		live.step()
	}
	plain := live.call("plain", 3*usd)
	plain.Scope = []string{"s0", "u1"}
	live.post(plain)
	day := live.account("service-day")
	taken := image(live.Ledger)
	config.Attributes = []string{"user.id", "service.name", "region"}
	config.Budgets = slices.Clone(config.Budgets)
	config.Budgets = append(config.Budgets[2:3:3], config.Budgets[0]) // service-day, session
	config.Budgets[1].Limit.NanoUSD = 100 * usd
	config.Budgets[1].Thresholds = []float64{0.01, 0.5}
	before := live.view("plain")
	again, err := session.Restore(config, chunks(taken))
	require.NoError(t, err)
	after := again.View(live.now, session.Key{Session: "plain"})
	assert.Equal(t, before.Spend, after.Spend)
	f := &fixture{Ledger: again, t: t, now: live.now, next: 1 << 20}
	assert.Equal(t, day.Spend, f.account("service-day").Spend)
	for _, a := range again.Report(live.now).Accounts {
		assert.Equal(t, "service-day", a.Budget)
	}
	call := f.call("plain", 51*usd)
	call.Scope = []string{"u1", "s0", ""}
	known := map[string]bool{}
	for _, e := range live.Events(0, 1<<20) {
		known[e.ID] = true
	}
	f.post(call)
	var told []float64
	for _, e := range f.events(session.Threshold) {
		if !known[e.ID] && e.Session == "plain" {
			told = append(told, e.Crossing.Threshold)
			assert.Equal(t, 100*usd, e.Crossing.Limit.NanoUSD)
			assert.Positive(t, e.Crossing.Revision, "another limit")
		}
	}
	assert.Equal(t, []float64{0.01, 0.5}, told, "half of the old limit was told; this is half of the new one")

	// The journal behind the image holds the values of the attributes it was taken under.
	old := live.posting()
	old.Session, old.Scope, old.Cost, old.Priced, old.Kind = "replayed", []string{"s9", "u9"}, cent, true, session.Call
	require.NoError(t, again.Replay(session.AppendPostings(nil, live.now, []session.Posting{old})))
	found := false
	for _, a := range again.Report(live.now).Accounts {
		found = found || a.Scope["service.name"] == "s9"
	}
	assert.True(t, found)
}

// image is a whole snapshot of a ledger.
func image(l *session.Ledger) (all [][]byte) {
	for s, more := l.Snapshot(), true; more; {
		var chunk []byte
		chunk, more = s.Next(nil, 4096)
		all = append(all, chunk)
	}
	return all
}

// A limit that is another one after a restart is told of as one that an administrator
// changed: who is below a threshold again at once, what is reached with the next record.
func TestALimitThatIsAnotherOneAfterARestart(t *testing.T) {
	config := session.Config{Budgets: []budget.Budget{sessionBudget(5*usd, 0.5, 1), serviceDay(50*usd, 0.1)}, Attributes: []string{"service.name"}}
	live := newFixture(t, config)
	live.post(live.by("shop", 6*usd))
	through := live.Events(0, 100)[len(live.Events(0, 100))-1].Sequence
	before := image(live.Ledger)
	restored := func(session5, day50 int64) *fixture {
		config.Budgets = []budget.Budget{sessionBudget(session5, 0.5, 1), serviceDay(day50, 0.1)}
		again, err := session.Restore(config, chunks(before))
		require.NoError(t, err)
		require.NoError(t, again.Replay(session.AppendDelivered(nil, through)))
		return &fixture{Ledger: again, t: t, now: live.now, next: 1 << 20}
	}

	raised := restored(10*usd, 500*usd)
	events := raised.events(session.Recovered)
	require.Len(t, events, 2, "and what the journal says was delivered had other numbers")
	assert.Equal(t, "s-shop", events[0].Session)
	assert.InDelta(t, 1.0, events[0].Crossing.Threshold, 0)
	assert.Equal(t, uint32(1), events[0].Crossing.Revision)
	assert.Equal(t, "service-day", events[1].Crossing.Budget)
	assert.Equal(t, 500*usd, events[1].Crossing.Limit.NanoUSD)

	lowered := restored(usd, 50*usd)
	assert.Empty(t, lowered.events(session.Recovered))
	lowered.post(lowered.by("shop", cent))
	assert.Equal(t, []float64{0.5, 1, 0.5, 1}, lowered.crossed("s-shop"))

	same := restored(5*usd, 50*usd)
	assert.Empty(t, same.Events(0, 100), "all was delivered")
}

func FuzzReplay(f *testing.F) {
	live := newRandom(&testing.T{}, 5, stressConfig())
	for range 40 {
		live.step()
	}
	for _, record := range live.journal {
		f.Add(record, false)
		f.Add(record, true)
	}
	f.Add([]byte{1, 1, 0, 0, 0, 0, 0, 0, 0, 0}, true)
	f.Fuzz(func(t *testing.T, record []byte, sealed bool) {
		ledger, err := session.New(stressConfig())
		require.NoError(t, err)
		if sealed {
			session.Seal(record)
		}
		if err := ledger.Replay(record); err != nil {
			assert.Zero(t, ledger.Report(start).Sizes, "nothing of it is done")
		}
		ledger.Report(start)
	})
}

func FuzzRestore(f *testing.F) {
	live := newRandom(&testing.T{}, 5, stressConfig())
	for range 60 {
		live.step()
	}
	var image [][]byte
	for s, more := live.Snapshot(), true; more; {
		var chunk []byte
		chunk, more = s.Next(nil, 1<<20)
		image = append(image, chunk)
	}
	f.Add(image[0], false)
	f.Add(image[0], true)
	f.Fuzz(func(t *testing.T, chunk []byte, sealed bool) {
		if sealed {
			session.SealChunk(chunk)
		}
		ledger, err := session.Restore(stressConfig(), chunks([][]byte{chunk}))
		if err != nil {
			return
		}
		use(t, ledger)
	})
}

func TestWhatIsCorruptIsAnError(t *testing.T) {
	live := newRandom(t, 5, stressConfig())
	for range 100 {
		live.step()
	}
	var image [][]byte
	for s, more := live.Snapshot(), true; more; {
		var chunk []byte
		chunk, more = s.Next(nil, 3000)
		image = append(image, chunk)
	}
	require.Greater(t, len(image), 3)
	restore := func(all [][]byte) error {
		_, err := session.Restore(stressConfig(), chunks(all))
		return err
	}
	require.NoError(t, restore(image))
	require.ErrorIs(t, restore(nil), session.ErrCorrupt)
	require.ErrorIs(t, restore(image[:len(image)-1]), session.ErrCorrupt)
	require.ErrorIs(t, restore(image[1:]), session.ErrCorrupt)
	require.ErrorIs(t, restore(append(slices.Clone(image[:1]), image[2:]...)), session.ErrCorrupt)
	for at := range image {
		for range 20 {
			broken := slices.Clone(image)
			broken[at] = slices.Clone(broken[at])
			broken[at][live.IntN(len(broken[at]))] ^= 1 << live.IntN(8)
			require.Error(t, restore(broken))
		}
	}
	for _, record := range live.journal {
		ledger, err := session.New(stressConfig())
		require.NoError(t, err)
		require.ErrorIs(t, ledger.Replay(record[:len(record)-1]), session.ErrCorrupt)
		broken := slices.Clone(record)
		broken[live.IntN(len(broken))] ^= 1 << live.IntN(8)
		require.Error(t, ledger.Replay(broken))
		assert.Zero(t, ledger.Report(start).Sizes)
	}
}

// TestAnImageThatLies has right checksums over wrong contents: it is refused or
// read as something, within bounds of time and room.
func TestAnImageThatLies(t *testing.T) {
	live := newRandom(t, 5, stressConfig())
	for range 80 {
		live.step()
	}
	image, more := live.Snapshot().Next(nil, 1<<20)
	require.False(t, more)
	refused := 0
	for range 3000 {
		broken := slices.Clone(image)
		for range 1 + live.IntN(3) {
			broken[14+live.IntN(len(broken)-14)] = byte(live.Uint32())
		}
		session.SealChunk(broken)
		ledger, err := session.Restore(stressConfig(), chunks([][]byte{broken}))
		if err != nil {
			refused++
			continue
		}
		use(t, ledger)
	}
	assert.Positive(t, refused)
}

// use does a little of everything.
func use(t *testing.T, ledger *session.Ledger) {
	t.Helper()
	f := &fixture{Ledger: ledger, t: t, now: start.Add(time.Hour)}
	for n := range 20 {
		call := f.call(fmt.Sprint("id", n), cent)
		call.Scope = []string{"s1", fmt.Sprint("u", n)}
		f.post(call, in(f.call("", cent), n))
		f.view(fmt.Sprint("id", n))
	}
	ledger.Report(f.now)
	ledger.List(f.now, session.Query{AnyTenant: true})
	for range 3 {
		f.now = f.now.Add(40 * 24 * time.Hour)
		ledger.Tick(f.now)
	}
}
