package post

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/otelcol-genai/otelcol-genai/exporter/genaialertexporter/internal/destination"
)

// maxAfter is the longest that a server can ask to be left alone.
const maxAfter = time.Hour

// Answer is what a server said.
type Answer struct {
	Status int
	// Body is the beginning of it. Nothing of it may get into an error, unless it is one of a closed set of words.
	Body  []byte
	after time.Duration
}

// Taken reports whether the status is one of success.
func (a *Answer) Taken() bool { return a.Status >= 200 && a.Status < 300 }

// aboutTheBody are the statuses by which a server judges what was sent, and not by whom, where or
// when. Any other may change without us: a token is renewed, a route comes back, a limit passes.
var aboutTheBody = []int{
	http.StatusBadRequest, http.StatusGone, http.StatusRequestEntityTooLarge, http.StatusRequestURITooLong,
	http.StatusUnsupportedMediaType, http.StatusUnprocessableEntity,
}

// Failure is what the status says where the vendor says no more.
func (a *Answer) Failure() *destination.Failure {
	if slices.Contains(aboutTheBody, a.Status) {
		return a.Refused(text(a.Status))
	}
	return a.Retry(text(a.Status))
}

// Refused is a failure that would be one again.
func (a *Answer) Refused(reason string) *destination.Failure {
	return &destination.Failure{Permanent: true, Status: a.Status, Reason: reason}
}

// Retry is a failure that may pass.
func (a *Answer) Retry(reason string) *destination.Failure {
	return &destination.Failure{Status: a.Status, After: a.after, Reason: reason}
}

func text(status int) string {
	switch {
	case status >= 300 && status < 400:
		return "it leads to another place, and secrets are not sent on"
	case http.StatusText(status) != "":
		return http.StatusText(status)
	default:
		return "an unknown status"
	}
}

// after is how long a server asked to be left alone, by seconds or by a date.
func after(response *http.Response) time.Duration {
	value := response.Header.Get("Retry-After")
	seconds, err := strconv.ParseInt(value, 10, 64)
	if err == nil {
		return time.Duration(max(0, min(seconds, int64(maxAfter/time.Second)))) * time.Second
	}
	date, err := http.ParseTime(value)
	if err != nil {
		return 0
	}
	return max(0, min(time.Until(date), maxAfter))
}
