package genaicostprocessor

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"time"

	"github.com/otelcol-genai/otelcol-genai/internal/pricefile"
	"github.com/otelcol-genai/otelcol-genai/internal/pricing"
	"github.com/otelcol-genai/otelcol-genai/internal/timespan"
)

// minRefresh is polite to whoever serves the list; prices change by the day.
const minRefresh = time.Minute

// CatalogConfig says where prices come from besides the embedded price book.
type CatalogConfig struct {
	// Files are price files in the format of the embedded price book; the first
	// one that knows a model wins.
	Files []string `mapstructure:"files"`
	// URL is where such a file is fetched from; it comes after Files. Empty for none.
	URL string `mapstructure:"url"`
	// Refresh is the time between two fetches.
	Refresh time.Duration `mapstructure:"refresh"`
}

func (c *CatalogConfig) validate() error {
	return errors.Join(c.checkURL(), timespan.AtLeast("catalog.refresh", c.Refresh, minRefresh))
}

// checkURL does not show the URL, which may hold credentials.
func (c *CatalogConfig) checkURL() error {
	if c.URL == "" {
		return nil
	}
	address, err := url.Parse(c.URL)
	if err != nil {
		return fmt.Errorf("catalog.url must be a URL with http or https, got %d bytes that are none", len(c.URL))
	}
	if address.Scheme != "http" && address.Scheme != "https" || address.Host == "" {
		return fmt.Errorf("catalog.url must be a URL with http or https and a host, got scheme %q and host %q", address.Scheme, address.Host)
	}
	return nil
}

// own are the books of the configuration, the first of which wins: overrides, then files.
// Everything that is wrong with them is told at once.
func (c *Config) own() ([]*pricing.Book, error) {
	books, err := pricefile.Read("catalog.files", c.Catalog.Files)
	if len(c.Overrides) == 0 {
		return books, err
	}
	overrides, overridesErr := c.overrides()
	if overridesErr != nil {
		return books, errors.Join(err, overridesErr)
	}
	return slices.Insert(books, 0, overrides), err
}

// overrides is the book of the prices in the configuration itself.
func (c *Config) overrides() (*pricing.Book, error) {
	data, err := json.Marshal(c.Overrides)
	if err != nil {
		return nil, fmt.Errorf("overrides must be providers as in a price file: %w", err)
	}
	return pricing.Load("overrides", data)
}
