package genaifeedbackreceiver

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"go.opentelemetry.io/collector/consumer/consumererror"
	"go.uber.org/zap"

	"github.com/otelcol-genai/otelcol-genai/internal/httpapi"
)

const path = "/v1/feedback"

// result is what became of one item.
type result struct {
	Status     outcome    `json:"status"`
	Resolution resolution `json:"resolution,omitempty"` // where it landed
	Error      string     `json:"error,omitempty"`

	code   int
	reason reason
	retry  int
}

// answer is the body of the answer to a batch.
type answer struct {
	*httpapi.ProblemError // nil where something was taken

	Accepted   int      `json:"accepted"`
	Duplicates int      `json:"duplicates"`
	Refused    int      `json:"refused"`
	Results    []result `json:"results"`
}

func (r *feedbackReceiver) ServeHTTP(w http.ResponseWriter, request *http.Request) {
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Cache-Control", "no-store")
	status, err := r.serve(w, request)
	if err != nil {
		var p *httpapi.ProblemError
		if !errors.As(err, &p) {
			p = httpapi.NewProblem(http.StatusInternalServerError, "")
		}
		status = p.Status
		httpapi.WriteProblem(w, p.Status, p.Detail, p.Retry)
	}
	r.telemetry.request(request.Context(), status)
}

func (r *feedbackReceiver) serve(w http.ResponseWriter, request *http.Request) (status int, err error) {
	items, alone, err := r.read(w, request)
	if err != nil {
		return 0, err
	}
	results, err := r.take(request.Context(), items)
	if err != nil {
		return 0, err
	}
	if alone {
		if results[0].Status == refused {
			return 0, results[0].problem()
		}
		return write(w, http.StatusAccepted, results[0]), nil
	}
	a := answer{Results: results}
	for i := range results {
		switch results[i].Status {
		case accepted:
			a.Accepted++
		case duplicate:
			a.Duplicates++
		case refused:
			a.Refused++
		}
	}
	if a.Refused < len(results) {
		return write(w, http.StatusAccepted, a), nil
	}
	a.ProblemError = results[0].problem()
	a.Detail = "nothing of the batch was taken, see results"
	w.Header().Set("Content-Type", "application/problem+json")
	if a.Retry > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(a.Retry))
	}
	return write(w, a.Status, a), nil
}

func (r *result) problem() *httpapi.ProblemError {
	return httpapi.NewProblem(r.code, r.Error).RetryAfter(r.retry)
}

func write(w http.ResponseWriter, status int, body any) int {
	if w.Header().Get("Content-Type") == "" {
		w.Header().Set("Content-Type", "application/json")
	}
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(body) //nolint:errcheck,gosec,errchkjson // the client has left, then
	return status
}

// read lets through who may send, and reads what is sent.
func (r *feedbackReceiver) read(w http.ResponseWriter, request *http.Request) (items []item, alone bool, err error) {
	ctx := request.Context()
	refuse := func(why reason, p *httpapi.ProblemError) error {
		r.telemetry.refused(ctx, why)
		return p
	}
	if !r.clients.Allow(httpapi.ClientOf(request.RemoteAddr)) {
		w.Header().Set("Connection", "close") // who floods begins anew
		return nil, false, refuse(reasonRate, httpapi.NewProblem(http.StatusTooManyRequests, "too many requests").RetryAfter(1))
	}
	switch {
	case r.open && !httpapi.IsSocket(&r.config.Server) && !httpapi.IsLoopbackHost(request.Host):
		return nil, false, refuse(reasonHost, httpapi.NewProblem(http.StatusForbidden, "the server does not go by this name; set secret to call it by any"))
	case request.URL.Path != path:
		return nil, false, refuse(reasonPath, httpapi.NewProblem(http.StatusNotFound, "feedback goes to "+path))
	case request.Method != http.MethodPost:
		w.Header().Set("Allow", http.MethodPost)
		return nil, false, refuse(reasonPath, httpapi.NewProblem(http.StatusMethodNotAllowed, "feedback is sent with POST"))
	case request.ContentLength > r.config.Server.MaxRequestBodySize:
		w.Header().Set("Connection", "close") // rather than read it to its end
		return nil, false, refuse(reasonBody, httpapi.NewProblem(http.StatusRequestEntityTooLarge,
			fmt.Sprintf("the body is larger than %d bytes", r.config.Server.MaxRequestBodySize)))
	}
	items, alone, err = httpapi.ReadList[item](request)
	switch {
	case err != nil:
		r.telemetry.refused(ctx, reasonBody)
		return nil, false, err
	case len(items) == 0:
		return nil, false, refuse(reasonBody, httpapi.NewProblem(http.StatusBadRequest, "the batch is empty"))
	case len(items) > r.config.MaxItems:
		return nil, false, refuse(reasonItems, httpapi.NewProblem(http.StatusRequestEntityTooLarge, fmt.Sprintf("a batch has at most %d items", r.config.MaxItems)))
	}
	return items, alone, nil
}

// take hands on all items that are as they should be. An error means that none of them
// was taken: they are to be sent again, and are no duplicates then.
func (r *feedbackReceiver) take(ctx context.Context, items []item) ([]result, error) {
	now := time.Now()
	results := make([]result, len(items))
	batch := newPage(r.scopeName, r.version, r.config.TenantAttribute)
	reserved := map[idKey]bool{}
	for i := range items {
		results[i] = r.takeOne(ctx, &items[i], batch, reserved, now)
	}
	err := r.deliver(ctx, batch)
	if err != nil {
		r.ids.release(reserved)
		return nil, err
	}
	r.keepIDs(ctx, r.ids.done(reserved))
	for i := range results {
		r.telemetry.item(ctx, &results[i])
	}
	return results, nil
}

func (r *feedbackReceiver) takeOne(ctx context.Context, i *item, batch *page, reserved map[idKey]bool, now time.Time) result {
	f, err := i.read(r.config.MaxText)
	if err != nil {
		return no(http.StatusBadRequest, reasonInvalid, strings.ReplaceAll(err.Error(), "\n", "; "))
	}
	if err := r.tokens.check(f.Token, f.about(), now); err != nil {
		return no(http.StatusUnauthorized, reasonOfToken(err), err.Error())
	}
	if !r.sessions.Allow(f.subject()) {
		n := no(http.StatusTooManyRequests, reasonSessionRate, "too much feedback on this")
		n.retry = int(max(60/r.config.SessionRateLimit.PerMinute, 1))
		return n
	}
	name := f.Name
	if name == "" {
		name = r.config.Name
	}
	if !r.names.admit(name) || f.Label != "" && !r.labels.admit(f.Label) {
		return no(http.StatusBadRequest, reasonWord, "the name or label is none of those that are taken here")
	}
	if f.ID != "" {
		key := keyOfID(f)
		if reserved[key] {
			return result{Status: duplicate}
		}
		state, forgot := r.ids.take(key, now)
		if forgot {
			r.telemetry.forgot(ctx)
		}
		switch state {
		case idDone:
			return result{Status: duplicate}
		case idTaken:
			n := no(http.StatusServiceUnavailable, reasonInFlight, "the same is being taken right now")
			n.retry = 1
			return n
		case idNew:
			reserved[key] = true
		}
	}
	about, how := resolve(r.finder, f)
	batch.add(f, about, name, now)
	return result{Status: accepted, Resolution: how}
}

func no(code int, why reason, text string) result {
	return result{Status: refused, Error: text, code: code, reason: why}
}

func reasonOfToken(err error) reason {
	if errors.Is(err, errTokenExpired) {
		return reasonExpired
	}
	return reasonToken
}

// deliver hands a batch on. Only what the next component took is acknowledged.
func (r *feedbackReceiver) deliver(ctx context.Context, batch *page) error {
	n := batch.logs.LogRecordCount()
	if n == 0 {
		return nil
	}
	ctx = r.observer.StartLogsOp(ctx)
	err := r.next.ConsumeLogs(ctx, batch.logs)
	r.observer.EndLogsOp(ctx, "json", n, err)
	if err == nil {
		return nil
	}
	r.telemetry.refused(ctx, reasonDelivery)
	r.logger.Warn("feedback was not taken by the pipeline", zap.Error(err))
	if consumererror.IsPermanent(err) {
		return httpapi.NewProblem(http.StatusInternalServerError, "it cannot be taken, now or later")
	}
	return httpapi.NewProblem(http.StatusServiceUnavailable, "it could not be handed on; send it again").RetryAfter(1)
}
