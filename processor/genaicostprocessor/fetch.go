package genaicostprocessor

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"time"

	"github.com/otelcol-genai/otelcol-genai/internal/pricing"
)

// fetchTimeout is how long one fetch may take, and by how much a start may wait for the first.
const fetchTimeout = 10 * time.Second

// leastShare of the models of the list before must be in a new one: one that lost
// more is taken for damaged.
const leastShare = 0.7

// errUnchanged says that the list is the one that was fetched before.
var errUnchanged = errors.New("unchanged")

// fetcher gets a price list over HTTP and knows the one it got last.
type fetcher struct {
	client *http.Client
	url    string
	last   *pricing.Book
	etag   string
	since  string // Last-Modified
}

func newFetcher(address string) *fetcher {
	return &fetcher{client: &http.Client{Transport: http.DefaultTransport.(*http.Transport).Clone(), Timeout: fetchTimeout}, url: address} //nolint:forcetypeassert // it is one
}

func (f *fetcher) close() { f.client.CloseIdleConnections() }

// fetch gets the list, or [errUnchanged]. A list with mistakes, or one that is older or
// much smaller than the one before, is refused; no error shows the URL.
func (f *fetcher) fetch(ctx context.Context) (*pricing.Book, error) {
	response, err := f.get(ctx)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	switch response.StatusCode {
	case http.StatusOK:
	case http.StatusNotModified:
		return nil, errUnchanged
	default:
		return nil, fmt.Errorf("the server answered %d", response.StatusCode)
	}
	data, err := io.ReadAll(io.LimitReader(response.Body, pricing.MaxFileBytes+1))
	if err != nil {
		return nil, bare(err)
	}
	book, err := pricing.Load("catalog.url", data)
	if err != nil {
		return nil, err
	}
	if err := f.accept(book); err != nil {
		return nil, err
	}
	f.last, f.etag, f.since = book, response.Header.Get("ETag"), response.Header.Get("Last-Modified")
	return book, nil
}

func (f *fetcher) get(ctx context.Context) (*http.Response, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, f.url, http.NoBody)
	if err != nil {
		return nil, bare(err)
	}
	if f.etag != "" {
		request.Header.Set("If-None-Match", f.etag)
	}
	if f.since != "" {
		request.Header.Set("If-Modified-Since", f.since)
	}
	response, err := f.client.Do(request)
	return response, bare(err)
}

// accept refuses a list that cannot be a newer one.
func (f *fetcher) accept(book *pricing.Book) error {
	if book.Models() == 0 {
		return errors.New("the list has no models")
	}
	if f.last == nil {
		return nil
	}
	if book.AsOf < f.last.AsOf {
		return fmt.Errorf("the list is of %q, older than the one before, of %q", book.AsOf, f.last.AsOf)
	}
	if least := leastShare * float64(f.last.Models()); float64(book.Models()) < least {
		return fmt.Errorf("the list has %d models, and the one before %d", book.Models(), f.last.Models())
	}
	return nil
}

// bare is an error without the URL that it is about.
func bare(err error) error {
	if about, ok := errors.AsType[*url.Error](err); ok {
		return about.Err
	}
	return err
}

// jittered spreads the fetches of many collectors over a tenth of their interval.
func jittered(interval time.Duration) time.Duration {
	return interval + rand.N(interval/10) //nolint:gosec // no secret
}
