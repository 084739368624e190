package person

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
)

// eastAsian finds the names that Chinese, Japanese and Korean introduce. Where
// the name ends has to show: by punctuation, or by what follows a name.
func eastAsian() detect.Pattern {
	prefixes := []string{"我叫", "名字是", "名前は", "이름은"}
	return detect.Pattern{
		Entity: Name, Name: "east-asian-name", Prefixes: prefixes,
		Find: func(text string, at int) (int, int, detect.Confidence) {
			for _, p := range prefixes {
				if strings.HasPrefix(text[at:], p) {
					return eastAsianName(text, at+len(p))
				}
			}
			return 0, 0, detect.None
		},
		Proof: detect.Proof{
			Hits: func() []string {
				return []string{"我叫«王小明»", "你好，我的名字是«王小明»。", "私の名前は«山田太郎»です", "제 이름은 «김철수»입니다"}
			},
			Misses: func() []string {
				return []string{"我叫他明天再来一次", "文件的名字是config", "変数の名前はまだない", "파일 이름은 변경되지 않습니다"}
			},
		},
	}
}

func eastAsianName(text string, i int) (int, int, detect.Confidence) {
	for i < len(text) && (text[i] == ' ' || text[i] == ':') {
		i++
	}
	script := unicode.Han
	if r, _ := utf8.DecodeRuneInString(text[i:]); unicode.Is(unicode.Hangul, r) {
		script = unicode.Hangul
	}
	end, runes := i, 0
	for end < len(text) && runes < 10 {
		r, n := utf8.DecodeRuneInString(text[end:])
		if !unicode.Is(script, r) {
			break
		}
		end += n
		runes++
	}
	if script == unicode.Hangul {
		polite := false
		for _, p := range [...]string{"입니다", "이에요", "예요"} {
			if strings.HasSuffix(text[i:end], p) {
				end, runes, polite = end-len(p), runes-utf8.RuneCountInString(p), true
				break
			}
		}
		if !polite {
			return 0, 0, detect.None
		}
	}
	if runes < 2 || runes > 5 || runes == 5 && script == unicode.Hangul {
		return 0, 0, detect.None
	}
	return i, end, detect.High
}
