package api

import (
	"embed"
	"net/http"
)

//go:embed page.html page.js page.css
var pages embed.FS

// page serves a part of the page. It holds no data: its script asks the API, with
// the token that a person types.
func page(name, contentType string) handler {
	return func(w http.ResponseWriter, _ *http.Request) error {
		content, err := pages.ReadFile(name)
		if err != nil {
			return problem(http.StatusNotFound, "no such path")
		}
		header := w.Header()
		header.Set("Content-Type", contentType)
		header.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
		header.Set("Referrer-Policy", "no-referrer")
		header.Set("X-Frame-Options", "DENY")
		_, err = w.Write(content)
		return err
	}
}
