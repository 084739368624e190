package lane_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/otelcol-genai/otelcol-genai/internal/session/lane"
)

// played is a lane and a pace of a recorded session with a tool call after each call.
func played(calls []recorded) (l lane.Lane, p lane.Pace) {
	rules := lane.Defaults()
	for i, call := range calls {
		l.Call(&rules, call.Call)
		l.Tool(&rules, lane.Tool{
			Name: uint32(i%3) + 1, Arguments: uint64(i%7+1) * 0x9e3779b97f4a7c15, Result: uint64(i % 2),
			Failed: i%5 > 2, Odd: i%11 == 0, Span: [8]byte{byte(i)},
		})
		p.Call(call.Call)
	}
	return l, p
}

func TestWhatIsReadIsWhatWasWritten(t *testing.T) {
	rules := lane.Defaults()
	for _, calls := range recordedSessions(t)[:100] {
		l, p := played(calls)
		data := p.AppendBinary(l.AppendBinary(nil))
		var lane2 lane.Lane
		rest, err := lane2.DecodeBinary(data)
		require.NoError(t, err)
		var pace2 lane.Pace
		rest, err = pace2.DecodeBinary(rest)
		require.NoError(t, err)
		assert.Empty(t, rest)
		assert.Equal(t, p, pace2)
		assert.Equal(t, data, pace2.AppendBinary(lane2.AppendBinary(nil)))

		// They go on as the originals do.
		next := calls[0].Call
		for range 30 {
			next.Start, next.End = next.End, next.End+5e9
			want, ok := l.Call(&rules, next)
			got, ok2 := lane2.Call(&rules, next)
			assert.Equal(t, want, got)
			assert.Equal(t, ok, ok2)
			tool := lane.Tool{Name: 1, Arguments: 0x9e3779b97f4a7c15, Failed: true}
			loop, cascade := l.Tool(&rules, tool)
			loop2, cascade2 := lane2.Tool(&rules, tool)
			assert.Equal(t, loop, loop2)
			assert.Equal(t, cascade, cascade2)
		}
		assert.Equal(t, l.AppendBinary(nil), lane2.AppendBinary(nil))
	}
}

func TestALaneThatSawLittleIsShort(t *testing.T) {
	var l lane.Lane
	var p lane.Pace
	assert.LessOrEqual(t, len(l.AppendBinary(nil)), 20)
	assert.LessOrEqual(t, len(p.AppendBinary(nil)), 2)
}

func TestEncodingStays(t *testing.T) {
	rules := lane.Defaults()
	var l lane.Lane
	l.Call(&rules, lane.Call{Start: epoch, End: epoch + 1e9, Input: 1000, CacheRead: 500, Cost: 64})
	l.Tool(&rules, lane.Tool{Name: 3, Arguments: 5, Result: 6, Failed: true, Span: [8]byte{1, 2}})
	fields := "\x01\x01\xe8\x07\x00\x00\xe8\x07\xe8\x07\x81\xf7\xc4\xd5\x06\x00\x01\x7f\x00\x00\x00\x00" + // context
		"\x00\x00\x00\x00\x00@\x8f@\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x80B" +
		"\x00\x01\x00\x00\x00\x01\x01\x01\x03\x01" + "\x01\x05\x06\x01\x01\x00\x00\x00\x00" + // loops
		"\x00\x01\x00\x01\x03\x01\x02\x00\x00\x00\x00\x00\x00" // cascade
	assert.Equal(t, "\x02"+fields+strings.Repeat("\x00", 16), // trace
		string(l.AppendBinary(nil)), "files of this version are out there: a change needs another")

	var before lane.Lane
	rest, err := before.DecodeBinary([]byte("\x01" + fields))
	require.NoError(t, err)
	assert.Empty(t, rest)
	assert.Equal(t, l, before, "the version before had no trace")
}

func TestWhatCannotBeRead(t *testing.T) {
	l, p := played(recordedSessions(t)[0])
	whole := l.AppendBinary(nil)
	for n := range whole {
		kept := l
		_, err := kept.DecodeBinary(whole[:n])
		require.ErrorIs(t, err, lane.ErrShort)
		assert.Equal(t, l, kept, "left alone")
	}
	_, err := l.DecodeBinary(append([]byte{9}, whole[1:]...))
	require.ErrorIs(t, err, lane.ErrVersion)
	_, err = l.DecodeBinary([]byte{1, 0xff, 0xff, 0xff, 0xff, 0xff, 1})
	require.ErrorIs(t, err, lane.ErrValue)
	_, err = p.DecodeBinary(nil)
	require.ErrorIs(t, err, lane.ErrShort)
	_, err = p.DecodeBinary([]byte{0})
	require.ErrorIs(t, err, lane.ErrVersion)
}

func FuzzDecode(f *testing.F) {
	rules := lane.Defaults()
	for _, n := range []int{0, 1, 5, 50} {
		calls := make([]recorded, n)
		for i := range calls {
			calls[i].Call = lane.Call{Start: epoch + int64(i)*60e9, End: epoch + int64(i)*60e9 + 5e9, Input: 1000, CacheRead: 900, Cost: 1e6}
		}
		l, p := played(calls)
		f.Add(l.AppendBinary(nil), p.AppendBinary(nil))
	}
	f.Fuzz(func(t *testing.T, laneData, paceData []byte) {
		var l, other lane.Lane
		if _, err := l.DecodeBinary(laneData); err == nil {
			l.Call(&rules, lane.Call{Start: epoch, End: epoch + 1, Input: 10, Cost: 5})
			l.Answer(&rules, 1)
			l.Tool(&rules, lane.Tool{Name: 1, Arguments: 2, Failed: true})
			other.Merge(&l)
			l.Merge(&other)
			l.Context()
			l.Looping()
			data := l.AppendBinary(nil)
			rest, err := other.DecodeBinary(data)
			require.NoError(t, err)
			require.Empty(t, rest)
		}
		var p, q lane.Pace
		if _, err := p.DecodeBinary(paceData); err == nil {
			p.Call(lane.Call{Start: epoch, End: epoch + 1, Input: 10, Cost: 5})
			q.Merge(&p)
			p.Merge(&q)
			p.Forecast(1000)
			p.Latencies()
			rest, err := q.DecodeBinary(p.AppendBinary(nil))
			require.NoError(t, err)
			require.Empty(t, rest)
		}
	})
}
