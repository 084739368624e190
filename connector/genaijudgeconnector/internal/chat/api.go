package chat

import (
	"net/http"
	"net/url"
)

// API is a way to ask.
type API string

// The APIs.
const (
	OpenAI    API = "openai"
	Anthropic API = "anthropic"
	Ollama    API = "ollama"
)

// APIs are all there are.
func APIs() []API { return []API{OpenAI, Anthropic, Ollama} }

// Endpoint is where an API is where nothing else is configured.
func (a API) Endpoint() string {
	switch a {
	case Anthropic:
		return "https://api.anthropic.com"
	case Ollama:
		return "http://localhost:11434"
	default:
		return "https://api.openai.com/v1"
	}
}

// Model is the model that is asked, and how.
type Model struct {
	API      API
	Endpoint string
	Name     string
	Key      string
	// MaxTokens is the most it may write. MaxTokensField is under which name OpenAI's API is told.
	MaxTokens      int64
	MaxTokensField string
	// Temperature is sent where there is one: newer models take none.
	Temperature *float64
	// Structured: the server is told the schema. Without it the prompt alone asks for JSON.
	Structured bool
}

// protocol writes and reads the bodies of an API.
type protocol interface {
	path() string
	header(m *Model) map[string]string
	request(m *Model, q *Question) any
	answer(body []byte) (*Answer, bool)
	failure(status int, body []byte) Kind
}

func (a API) protocol() protocol {
	switch a {
	case Anthropic:
		return anthropic{}
	case Ollama:
		return ollama{}
	default:
		return openAI{}
	}
}

// at is a path below an endpoint that may end with a slash.
func at(endpoint, path string) string {
	address, err := url.Parse(endpoint)
	if err != nil {
		return endpoint + path
	}
	return address.JoinPath(path).String()
}

// byStatus is what a status says where the body says no more.
func byStatus(status int) Kind {
	switch {
	case status == http.StatusUnauthorized || status == http.StatusForbidden:
		return Unauthorized
	case status == http.StatusPaymentRequired:
		return Unpaid
	case status == http.StatusNotFound:
		return ModelUnknown
	case status == http.StatusRequestEntityTooLarge:
		return TooLong
	case status == http.StatusTooManyRequests:
		return RateLimited
	case status == http.StatusRequestTimeout || status >= http.StatusInternalServerError:
		return Unavailable
	default:
		return Refused
	}
}
