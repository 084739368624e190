package judge_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"

	"github.com/otelcol-genai/otelcol-genai/internal/evaluation/judge"
)

func choice() *judge.Criterion {
	return &judge.Criterion{Name: "answers", Text: "Does it answer?", Choices: judge.YesNo(), Scale: judge.Scale{Min: 0, Max: 1}}
}

func points() *judge.Criterion {
	return &judge.Criterion{Name: "points", Text: "How good?", Scale: judge.Scale{Min: 0, Max: 10}}
}

func TestRead(t *testing.T) {
	invalid := judge.Verdict{Error: judge.InvalidAnswer}
	tests := map[string]struct {
		text string
		want judge.Verdict
	}{
		"yes":                          {`{"answers":{"reason":"It does.","choice":"yes"}}`, judge.Verdict{Score: 1, Label: "yes", Reason: "It does."}},
		"no is a score of 0":           {`{"answers":{"reason":"","choice":"no"}}`, judge.Verdict{Score: 0, Label: "no"}},
		"in Markdown":                  {"```json\n{\"answers\":{\"reason\":\"r\",\"choice\":\"yes\"}}\n```", judge.Verdict{Score: 1, Label: "yes", Reason: "r"}},
		"in Markdown, no language":     {"```\n{\"answers\":{\"reason\":\"r\",\"choice\":\"yes\"}}\n```\n", judge.Verdict{Score: 1, Label: "yes", Reason: "r"}},
		"verdict first":                {`{"answers":{"choice":"yes","reason":"r"}}`, judge.Verdict{Score: 1, Label: "yes", Reason: "r"}},
		"nothing":                      {"", judge.Verdict{Error: judge.EmptyAnswer}},
		"blank":                        {" \n\t", judge.Verdict{Error: judge.EmptyAnswer}},
		"prose":                        {"I would say yes.", invalid},
		"prose around it":              {`Here you go: {"answers":{"reason":"r","choice":"yes"}}`, invalid},
		"prose behind it":              {`{"answers":{"reason":"r","choice":"yes"}} Good.`, invalid},
		"two objects":                  {`{"answers":{"reason":"r","choice":"yes"}}{"answers":{"reason":"r","choice":"no"}}`, invalid},
		"twice in one object":          {`{"answers":{"reason":"r","choice":"no"},"answers":{"reason":"r","choice":"yes"}}`, invalid},
		"two verdicts in one":          {`{"answers":{"reason":"r","choice":"no","choice":"yes"}}`, invalid},
		"a choice that there is not":   {`{"answers":{"reason":"r","choice":"perhaps"}}`, invalid},
		"a choice in another case":     {`{"answers":{"reason":"r","choice":"YES"}}`, invalid},
		"a number for a choice":        {`{"answers":{"reason":"r","choice":1}}`, invalid},
		"no choice":                    {`{"answers":{"reason":"r"}}`, invalid},
		"no reason":                    {`{"answers":{"choice":"yes"}}`, invalid},
		"a reason that is null":        {`{"answers":{"reason":null,"choice":"yes"}}`, invalid},
		"a choice that is null":        {`{"answers":{"reason":"r","choice":null}}`, invalid},
		"a member too many":            {`{"answers":{"reason":"r","choice":"yes","score":1}}`, invalid},
		"a criterion too many":         {`{"answers":{"reason":"r","choice":"yes"},"other":{}}`, invalid},
		"another criterion":            {`{"answer":{"reason":"r","choice":"yes"}}`, invalid},
		"not nested":                   {`{"reason":"r","choice":"yes"}`, invalid},
		"a list":                       {`[{"answers":{"reason":"r","choice":"yes"}}]`, invalid},
		"cut off":                      {`{"answers":{"reason":"r","choice":"yes"}`, invalid},
		"cut off within":               {`{"answers":{"reason":"r","cho`, invalid},
		"true":                         {`true`, invalid},
		"a fence with nothing in it":   {"``````", judge.Verdict{Error: judge.EmptyAnswer}},
		"a null in the object's place": {`{"answers":null}`, invalid},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, []judge.Verdict{test.want}, judge.Read(test.text, []*judge.Criterion{choice()}))
		})
	}
}

func TestReadScores(t *testing.T) {
	out, invalid := judge.Verdict{Error: judge.ScoreOutOfRange}, judge.Verdict{Error: judge.InvalidAnswer}
	for score, want := range map[string]judge.Verdict{
		"0": {Score: 0, Reason: "r"}, "10": {Score: 1, Reason: "r"}, "7.5": {Score: 0.75, Reason: "r"}, "1e1": {Score: 1, Reason: "r"}, "-0": {Score: 0, Reason: "r"},
		"11": out, "-1": out, "10.0001": out, "95": out,
		`"7"`: invalid, "1e999": invalid, "NaN": invalid, "null": invalid, "true": invalid, "[7]": invalid, "07": invalid, "7/10": invalid,
	} {
		got := judge.Read(`{"points":{"reason":"r","score":`+score+`}}`, []*judge.Criterion{points()})
		assert.Equal(t, []judge.Verdict{want}, got, score)
	}
}

// What is wrong with one verdict takes no other with it.
func TestReadSeveral(t *testing.T) {
	got := judge.Read(`{"points":{"reason":"p","score":12},"answers":{"reason":"a","choice":"yes"}}`, []*judge.Criterion{choice(), points()})
	assert.Equal(t, []judge.Verdict{{Score: 1, Label: "yes", Reason: "a"}, {Error: judge.ScoreOutOfRange}}, got)
}

func TestInvertedScale(t *testing.T) {
	c := points()
	c.Scale.Inverted = true
	assert.InDelta(t, 0.75, judge.Read(`{"points":{"reason":"r","score":2.5}}`, []*judge.Criterion{c})[0].Score, 1e-12)
}

// Whatever a model answers, a verdict is a score between 0 and 1 or an error, and not both.
func FuzzRead(f *testing.F) {
	f.Add(`{"points":{"reason":"p","score":7},"answers":{"reason":"a","choice":"yes"}}`)
	f.Add("```json\n{}\n```")
	f.Add(`{"points":{"reason":"\ud800","score":1e400}}`)
	f.Add(strings.Repeat("[", 20000))
	criteria := []*judge.Criterion{choice(), points()}
	f.Fuzz(func(t *testing.T, text string) {
		verdicts := judge.Read(text, criteria)
		assert.Len(t, verdicts, 2)
		for i, v := range verdicts {
			assert.True(t, v.Score >= 0 && v.Score <= 1)
			assert.True(t, utf8.ValidString(v.Reason))
			if v.Error != "" {
				assert.Equal(t, judge.Verdict{Error: v.Error}, v)
			} else {
				assert.Equal(t, i == 0, v.Label != "")
			}
		}
	})
}
