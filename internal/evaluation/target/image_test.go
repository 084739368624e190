package target_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/otelcol-genai/otelcol-genai/internal/evaluation/target"
	"github.com/otelcol-genai/otelcol-genai/internal/session"
)

func image(x *target.Index) (chunks [][]byte) {
	for chunk := range x.Image() {
		chunks = append(chunks, slices.Clone(chunk))
	}
	return chunks
}

func restored(t *testing.T, c target.Config, chunks [][]byte) *target.Index {
	t.Helper()
	x := target.New(c)
	for _, chunk := range chunks {
		require.NoError(t, x.Restore(chunk))
	}
	return x
}

// many is the traffic of sessions with three turns each.
func many(sessions int) (all []told) {
	for s := range sessions {
		id := fmt.Sprintf("session-%d", s)
		for turn := range byte(3) {
			of := session.TraceID{byte(s), byte(s >> 8), turn + 1, 1}
			root := session.SpanID{byte(s), byte(s >> 8), turn + 1, 1}
			start := int64(s*1000) + int64(turn)*100
			all = append(all,
				told{session.Posting{Kind: session.Call, Tenant: "acme", Session: id, Service: "shop", Trace: of, Span: session.SpanID{byte(s), byte(s >> 8), turn + 1, 2}, Parent: root, Start: start + 1, ResponseID: uint64(s*10) + uint64(turn) + 1}, id},
				told{session.Posting{Kind: session.Turn, Tenant: "acme", Session: id, Service: "shop", Trace: of, Span: root, Start: start}, id})
		}
	}
	return all
}

// same asserts that two indexes know the same of many sessions.
func same(t *testing.T, want, got *target.Index, sessions int) {
	t.Helper()
	for s := range sessions {
		for turn := range 4 {
			a, b := spanAll(want.Answer(uint64(s*10+turn+1))), spanAll(got.Answer(uint64(s*10+turn+1)))
			require.Equal(t, a, b)
			id := fmt.Sprintf("session-%d", s)
			require.Equal(t, spanAll(want.Turn(id, turn)), spanAll(got.Turn(id, turn)), "%s %d", id, turn)
		}
	}
	a, _ := want.Totals()
	b, _ := got.Totals()
	assert.Equal(t, a, b)
}

func spanAll(found target.Target, ok bool) string { return fmt.Sprintf("%+v %t", found, ok) }

func TestImageIsTheIndex(t *testing.T) {
	c := target.Config{MaxAnswers: 5000, MaxSessions: 2000, MaxTurns: 5000} // some are forgotten
	x := target.New(c)
	learn(x, many(3000)...)
	chunks := image(x)
	require.Greater(t, len(chunks), 3, "an image of several chunks")
	got := restored(t, c, chunks)
	same(t, x, got, 3000)
	learn(x, many(3)...)
	learn(got, many(3)...)
	assert.Equal(t, "unknown", spanOf(got.Turn("session-1", 1)), "that it was forgotten is kept")
	same(t, x, got, 3000)
}

// What the journal tells again after an image changes nothing, wherever it begins.
func TestLearningAgainChangesNothing(t *testing.T) {
	all := many(50)
	c := target.Config{MaxAnswers: 500, MaxSessions: 100, MaxTurns: 500}
	x := target.New(c)
	learn(x, all...)
	for _, from := range []int{0, 1, 100, len(all) - 1} {
		got := restored(t, c, image(x))
		learn(got, all[from:]...)
		same(t, x, got, 50)
	}
}

// What is learnt while an image is read may be in it or not, and learning it again makes it whole.
func TestImageOfWhatGoesOn(t *testing.T) {
	all := many(4000)
	c := target.Config{MaxAnswers: 20_000, MaxSessions: 5000, MaxTurns: 20_000}
	x := target.New(c)
	learn(x, all[:12_000]...)
	var chunks [][]byte
	next := 12_000
	for chunk := range x.Image() {
		chunks = append(chunks, slices.Clone(chunk))
		to := min(next+2000, len(all))
		learn(x, all[next:to]...)
		next = to
	}
	learn(x, all[next:]...)
	got := restored(t, c, chunks)
	learn(got, all[12_000:]...)
	same(t, x, got, 4000)
}

func TestImageIntoLessRoom(t *testing.T) {
	x := target.New(target.Config{MaxAnswers: 500, MaxSessions: 100, MaxTurns: 500})
	learn(x, many(50)...)
	got := restored(t, target.Config{MaxAnswers: 10, MaxSessions: 4, MaxTurns: 9}, image(x))
	sizes, _ := got.Totals()
	assert.Equal(t, target.Sizes{Answers: 10, Sessions: 3, Turns: 9}, sizes)
	assert.Equal(t, spanAll(x.Turn("session-49", 3)), spanAll(got.Turn("session-49", 3)))
}

func TestDamagedImagesAreTold(t *testing.T) {
	x := target.New(roomy)
	learn(x, many(5)...)
	chunk := image(x)[0]
	require.ErrorIs(t, target.New(roomy).Restore(nil), target.ErrCorrupt)
	require.ErrorIs(t, target.New(roomy).Restore([]byte{9}), target.ErrCorrupt)
	require.ErrorIs(t, target.New(roomy).Restore(chunk[:len(chunk)-1]), target.ErrCorrupt)
	require.ErrorIs(t, target.New(roomy).Restore([]byte{1, 77}), target.ErrCorrupt)
}

// Whatever is read, the index answers and keeps its bounds.
func FuzzRestore(f *testing.F) {
	x := target.New(roomy)
	learn(x, many(5)...)
	for _, chunk := range image(x) {
		f.Add(chunk)
		f.Add(chunk[:len(chunk)/2])
	}
	f.Fuzz(func(t *testing.T, chunk []byte) {
		c := target.Config{MaxAnswers: 4, MaxSessions: 3, MaxTurns: 5}
		x := target.New(c)
		_ = x.Restore(chunk)
		learn(x, many(6)...)
		sizes, _ := x.Totals()
		if sizes.Answers > c.MaxAnswers || sizes.Sessions > c.MaxSessions || sizes.Turns > c.MaxTurns {
			t.Fatalf("%+v is more than %+v", sizes, c)
		}
		x.Turn("session-5", 1)
		_ = restored(t, c, image(x))
	})
}

// A batch is learnt as its postings are one by one, in whichever room.
func TestBatchesAreLearntAsOneByOne(t *testing.T) {
	all := many(300)
	for _, c := range []target.Config{roomy, {MaxAnswers: 3, MaxSessions: 2, MaxTurns: 3}, {MaxAnswers: 1, MaxSessions: 1, MaxTurns: 1}, {MaxAnswers: 5000, MaxSessions: 5000, MaxTurns: 5000}} {
		for _, size := range []int{2, 31, 64, 500} {
			one, batches := target.New(c), target.New(c)
			learn(one, all...)
			for batch := range slices.Chunk(all, size) {
				learnAtOnce(batches, batch...)
			}
			same(t, one, batches, 300)
		}
	}
}

// What is forgotten while an image is made, before it was written, is known by the image to be forgotten.
func TestImageKnowsWhatWasForgottenMeanwhile(t *testing.T) {
	c := target.Config{MaxAnswers: 10, MaxSessions: 3000, MaxTurns: 9000}
	x := target.New(c)
	all := many(3000)
	learn(x, all...)
	var chunks [][]byte
	for chunk := range x.Image() {
		if chunks = append(chunks, slices.Clone(chunk)); len(chunks) == 1 {
			for n := range 3000 {
				learn(x, agent(fmt.Sprint("later-", n), 1))
			}
		}
	}
	require.Greater(t, len(chunks), 1)
	got := restored(t, target.Config{MaxAnswers: 10, MaxSessions: 9000, MaxTurns: 90_000}, chunks)
	_, ok := got.Session("session-2999")
	require.False(t, ok, "it was forgotten before it was written")
	learn(got, all[len(all)-1])
	_, ok = got.Turn("session-2999", 1)
	assert.False(t, ok)
}
