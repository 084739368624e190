package post

import (
	"fmt"
	"net/url"
	"time"

	"go.opentelemetry.io/collector/config/confighttp"
	"go.opentelemetry.io/collector/confmap"

	"github.com/otelcol-genai/otelcol-genai/internal/timespan"
)

// DefaultTimeout is how long one request may take.
const DefaultTimeout = 10 * time.Second

// DefaultClient is a client's configuration before a user says more.
func DefaultClient(endpoint string) confighttp.ClientConfig {
	config := confighttp.NewDefaultClientConfig()
	config.Endpoint = endpoint
	config.Timeout = DefaultTimeout
	return config
}

// CheckClient finds what is wrong with all of a client's configuration but its endpoint.
func CheckClient(config *confighttp.ClientConfig) (errs []error) {
	if err := timespan.Positive("timeout", config.Timeout); err != nil {
		errs = append(errs, err)
	}
	if config.Compression.IsCompressed() {
		errs = append(errs, fmt.Errorf("compression must be none, as receivers of alerts take no other, got %q", string(config.Compression)))
	}
	if config.ProxyURL != "" {
		errs = append(errs, CheckURL("proxy_url", config.ProxyURL)...)
	}
	if err := confmap.Validate(config); err != nil { // what the Collector itself has to say of TLS, headers and the like
		errs = append(errs, err)
	}
	return errs
}

// CheckURL finds what is wrong with a URL that requests are sent to. The URL may be a secret:
// of its value an error tells the scheme and the host at most.
func CheckURL(key, value string) []error {
	address, err := url.Parse(value)
	if err != nil {
		return []error{fmt.Errorf("%s must be a URL with http or https, got %d bytes that are none", key, len(value))}
	}
	if address.Scheme != "http" && address.Scheme != "https" || address.Host == "" {
		return []error{fmt.Errorf("%s must be a URL with http or https and a host, got scheme %q and host %q", key, address.Scheme, address.Host)}
	}
	return nil
}

// CheckEndpoint is [CheckURL] for one that a path is put behind.
func CheckEndpoint(key, value string) []error {
	errs := CheckURL(key, value)
	if address, err := url.Parse(value); err == nil && (address.RawQuery != "" || address.Fragment != "") {
		errs = append(errs, fmt.Errorf("%s must have no query and no fragment, got one on host %q", key, address.Host))
	}
	return errs
}
