package analyzer

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
)

// maxAnswerBytes bounds what is read of an answer.
const maxAnswerBytes = 16 << 20

// Query is what the service is asked besides the texts.
type Query struct {
	Language string
	Entities []string
	MinScore float64
}

type request struct {
	// Text is one text or a list of them. Every version of the analyzer takes
	// one, so a list is only sent when there are more.
	Text           any      `json:"text"`
	Language       string   `json:"language"`
	Entities       []string `json:"entities,omitempty"`
	ScoreThreshold float64  `json:"score_threshold"`
}

type foundSpan struct {
	EntityType string  `json:"entity_type"`
	Start      int     `json:"start"` // in code points
	End        int     `json:"end"`
	Score      float64 `json:"score"`
}

var errAnswer = errors.New("the analyzer's answer does not fit the texts")

// ask sends one request. Its errors hold neither texts nor the URL.
func ask(ctx context.Context, client *http.Client, endpoint string, query *Query, texts []string) ([][]Hit, error) {
	payload := request{Text: texts, Language: query.Language, Entities: query.Entities, ScoreThreshold: query.MinScore}
	if len(texts) == 1 {
		payload.Text = texts[0]
	}
	body, err := json.Marshal(payload)
	if err != nil {
		return nil, errAnswer
	}
	post, err := http.NewRequestWithContext(ctx, http.MethodPost, endpoint, bytes.NewReader(body))
	if err != nil {
		return nil, errors.New("the analyzer's URL is none")
	}
	post.Header.Set("Content-Type", "application/json")
	response, err := client.Do(post)
	if err != nil {
		return nil, withoutURL(err)
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(response.Body, maxAnswerBytes))
	if err != nil {
		return nil, withoutURL(err)
	}
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("the analyzer answered %d", response.StatusCode)
	}
	return read(answer, texts)
}

// withoutURL takes the URL, which may hold credentials, off an error.
func withoutURL(err error) error {
	if wrapped, ok := errors.AsType[*url.Error](err); ok {
		return wrapped.Err
	}
	return err
}

// read reads a list of spans, or of such lists, one for each text.
func read(answer []byte, texts []string) ([][]Hit, error) {
	var lists [][]foundSpan
	if len(texts) == 1 {
		var spans []foundSpan
		if json.Unmarshal(answer, &spans) == nil {
			lists = [][]foundSpan{spans}
		}
	}
	if lists == nil && json.Unmarshal(answer, &lists) != nil || len(lists) != len(texts) {
		return nil, errAnswer // the decoder's own error would quote the answer
	}
	hits := make([][]Hit, len(texts))
	for i, spans := range lists {
		if spans == nil { // null is no answer, [] is that there is nothing
			return nil, errAnswer
		}
		var err error
		if hits[i], err = hitsOf(texts[i], spans); err != nil {
			return nil, err
		}
	}
	return hits, nil
}

// hitsOf turns spans in code points into spans in bytes.
func hitsOf(text string, spans []foundSpan) ([]Hit, error) {
	if len(spans) == 0 {
		return nil, nil
	}
	at := make([]int, 0, len(text)+1) // byte of each code point
	for i := range text {
		at = append(at, i)
	}
	at = append(at, len(text))
	hits := make([]Hit, 0, len(spans))
	for _, span := range spans {
		if span.Start < 0 || span.Start >= span.End || span.End >= len(at) || span.EntityType == "" {
			return nil, errAnswer
		}
		hits = append(hits, Hit{Entity: span.EntityType, Start: at[span.Start], End: at[span.End], Score: span.Score})
	}
	return hits, nil
}
