package agent

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Answer is what an agent needs to know of its budget.
type Answer struct {
	Known     bool    `json:"known"`
	Budget    string  `json:"budget"`
	State     string  `json:"state"`
	Reason    string  `json:"reason"`
	Advice    string  `json:"advice"`
	Limit     float64 `json:"limit_usd"`
	Spent     float64 `json:"spent_usd"`
	Remaining float64 `json:"remaining_usd"`
	NextCall  float64 `json:"next_call_estimate_usd"`
}

// Stop reports that the next call should not be made.
func (a *Answer) Stop() bool { return a.Advice == "stop" }

// Client asks a budget API.
type Client struct {
	URL   string // http://localhost:8321
	Token string // sent as a bearer token; may be empty
}

// maxAnswerBytes is far above any answer.
const maxAnswerBytes = 1 << 20

// Budget asks for the budget of a session. A session that nobody has heard of yet is no error.
func (c *Client) Budget(ctx context.Context, session string) (*Answer, error) {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	target := strings.TrimSuffix(c.URL, "/") + "/v1/sessions/" + url.PathEscape(session) + "/budget"
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, target, http.NoBody)
	if err != nil {
		return nil, fmt.Errorf("ask for the budget: %w", err)
	}
	if c.Token != "" {
		request.Header.Set("Authorization", "Bearer "+c.Token)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, fmt.Errorf("ask for the budget: %w; is genai_budget in the collector's extensions?", err)
	}
	defer func() { _ = response.Body.Close() }() // what was needed of it was read
	body, err := io.ReadAll(io.LimitReader(response.Body, maxAnswerBytes))
	if err != nil {
		return nil, fmt.Errorf("ask for the budget: %w", err)
	}
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("ask for the budget: %s answered %s", c.URL, response.Status)
	}
	var answer Answer
	if err := json.Unmarshal(body, &answer); err != nil {
		return nil, fmt.Errorf("ask for the budget: %s answered what is no budget: %w", c.URL, err)
	}
	return &answer, nil
}
