package genaifeedbackreceiver

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"unicode"
	"unicode/utf8"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/otelcol-genai/otelcol-genai/internal/httpapi"
)

const (
	maxID   = 256 // bytes of an id
	maxWord = 64  // bytes of a name or label
	maxTurn = 1_000_000
)

// item is one person's feedback on one thing, as it is sent.
type item struct {
	TraceID     string `json:"trace_id"`
	Traceparent string `json:"traceparent"`
	SpanID      string `json:"span_id"`
	ResponseID  string `json:"response_id"`
	SessionID   string `json:"session_id"`
	Turn        *int   `json:"turn"`

	Name       string   `json:"name"`
	Value      *float64 `json:"value"`
	Thumbs     *thumbs  `json:"thumbs"`
	Stars      *float64 `json:"stars"`
	Label      string   `json:"label"`
	Comment    string   `json:"comment"`
	Correction string   `json:"correction"`

	UserID string `json:"user_id"`
	ID     string `json:"id"`
	Token  string `json:"token"`
}

// thumbs is "up" or "down", or true or false.
type thumbs bool

// UnmarshalJSON reads either form.
func (t *thumbs) UnmarshalJSON(text []byte) error {
	switch string(bytes.TrimSpace(text)) {
	case `"up"`, `true`:
		*t = true
	case `"down"`, `false`:
		*t = false
	default:
		return httpapi.NewProblem(http.StatusBadRequest, `thumbs must be "up" or "down"`)
	}
	return nil
}

var _ json.Unmarshaler = (*thumbs)(nil)

// feedback is an item that is as it should be.
type feedback struct {
	item

	trace pcommon.TraceID
	span  pcommon.SpanID
	score float64
	// scored says that there is a score.
	scored bool
}

// read checks an item, and says all that is wrong with it at once.
func (i *item) read(maxText int) (*feedback, error) {
	f := &feedback{item: *i}
	var wrong []error
	wrong = append(wrong, f.readTrace()...)
	wrong = append(wrong, f.readVerdict()...)
	for _, id := range [...]struct{ key, value string }{
		{"response_id", f.ResponseID}, {"session_id", f.SessionID}, {"user_id", f.UserID}, {"id", f.ID},
	} {
		if len(id.value) > maxID || strings.ContainsFunc(id.value, unicode.IsControl) {
			wrong = append(wrong, fmt.Errorf("%s must have at most %d bytes and no control characters", id.key, maxID))
		}
	}
	for _, text := range [...]struct{ key, value string }{{"comment", f.Comment}, {"correction", f.Correction}} {
		if len(text.value) > maxText {
			wrong = append(wrong, fmt.Errorf("%s must have at most %d bytes, has %d", text.key, maxText, len(text.value)))
		}
	}
	if f.Turn != nil && (*f.Turn < 1 || *f.Turn > maxTurn) {
		wrong = append(wrong, errors.New("turn must be a whole number from 1 on"))
	}
	if f.Turn != nil && f.SessionID == "" {
		wrong = append(wrong, errors.New("turn needs session_id"))
	}
	if f.TraceID == "" && f.ResponseID == "" && f.SessionID == "" && len(wrong) == 0 {
		wrong = append(wrong, errors.New("one of trace_id, traceparent, response_id or session_id must say what it is about"))
	}
	return f, errors.Join(wrong...)
}

// readTrace reads the ids of OpenTelemetry. Zeros are none.
func (f *feedback) readTrace() (wrong []error) {
	if f.Traceparent != "" {
		if f.TraceID != "" || f.SpanID != "" {
			return []error{errors.New("traceparent must not come with trace_id or span_id")}
		}
		trace, span, ok := cutTraceparent(f.Traceparent)
		if !ok {
			return []error{errors.New("traceparent must be as W3C Trace Context has it, 00-<32 hex>-<16 hex>-<2 hex>")}
		}
		f.TraceID, f.SpanID = trace, span
	}
	f.TraceID, f.SpanID = strings.ToLower(f.TraceID), strings.ToLower(f.SpanID)
	if f.TraceID != "" && !readHex(f.trace[:], f.TraceID) {
		wrong = append(wrong, errors.New("trace_id must be 32 hexadecimal digits that are not all 0"))
	}
	if f.SpanID != "" && !readHex(f.span[:], f.SpanID) {
		wrong = append(wrong, errors.New("span_id must be 16 hexadecimal digits that are not all 0"))
	}
	if f.SpanID != "" && f.TraceID == "" {
		wrong = append(wrong, errors.New("span_id needs trace_id"))
	}
	return wrong
}

func cutTraceparent(text string) (trace, span string, ok bool) {
	parts := strings.Split(text, "-")
	if len(parts) < 4 || len(parts[0]) != 2 || len(parts[3]) != 2 || parts[0] == "00" && len(parts) != 4 || strings.EqualFold(parts[0], "ff") {
		return "", "", false
	}
	var version, flags [1]byte
	if _, err := hex.Decode(version[:], []byte(parts[0])); err != nil {
		return "", "", false
	}
	if _, err := hex.Decode(flags[:], []byte(parts[3])); err != nil {
		return "", "", false
	}
	return parts[1], parts[2], parts[1] != "" && parts[2] != ""
}

func readHex(dst []byte, text string) bool {
	if len(text) != 2*len(dst) {
		return false
	}
	if _, err := hex.Decode(dst, []byte(text)); err != nil {
		return false
	}
	return bytes.ContainsFunc(dst, func(r rune) bool { return r != 0 })
}

// readVerdict makes one score of thumbs, stars or a value, from 0 to 1.
func (f *feedback) readVerdict() (wrong []error) {
	given := 0
	if f.Value != nil {
		given++
		f.score = *f.Value
		if !(f.score >= 0 && f.score <= 1) {
			wrong = append(wrong, errors.New("value must be from 0 to 1"))
		}
	}
	if f.Thumbs != nil {
		given++
		if *f.Thumbs {
			f.score = 1
		}
	}
	if f.Stars != nil {
		given++
		f.score = (*f.Stars - 1) / 4
		if !(f.score >= 0 && f.score <= 1) {
			wrong = append(wrong, errors.New("stars must be from 1 to 5"))
		}
	}
	f.scored = given > 0
	switch {
	case given > 1:
		wrong = append(wrong, errors.New("value, thumbs and stars must not come together"))
	case given == 0 && f.Label == "" && f.Correction == "":
		wrong = append(wrong, errors.New("one of value, thumbs, stars, label or correction must be there"))
	}
	if f.Name != "" && !isWord(f.Name) {
		wrong = append(wrong, fmt.Errorf("name must be 1 to %d letters, digits, _, -, . or /", maxWord))
	}
	if f.Label != "" && !isWord(f.Label) {
		wrong = append(wrong, fmt.Errorf("label must be 1 to %d letters, digits, _, -, . or /", maxWord))
	}
	return wrong
}

// isWord tells what may be an attribute of a metric.
func isWord(text string) bool {
	return text != "" && len(text) <= maxWord && utf8.ValidString(text) && !strings.ContainsFunc(text, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("_-./", r)
	})
}

// verdict is the label: the given one, else what the score says; 0.5 says neither.
func (f *feedback) verdict() string {
	switch {
	case f.Label != "" || !f.scored || f.score == 0.5:
		return f.Label
	case f.score > 0.5:
		return "positive"
	default:
		return "negative"
	}
}

// about tells what feedback is about from other things, as it was sent.
func (f *feedback) about() string {
	return f.TraceID + "\n" + f.ResponseID + "\n" + f.SessionID
}

// subject is whose feedback is bounded together.
func (f *feedback) subject() string {
	switch {
	case f.SessionID != "":
		return "session\n" + f.SessionID
	case f.TraceID != "":
		return "trace\n" + f.TraceID
	default:
		return "response\n" + f.ResponseID
	}
}
