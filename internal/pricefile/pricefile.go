// Package pricefile reads the price files that a configuration names.
package pricefile

import (
	"errors"
	"fmt"
	"os"
	"slices"

	"github.com/otelcol-genai/otelcol-genai/internal/pricing"
)

// Load reads price files over the embedded book; the first that knows a model wins. The
// errors are those of all files, each with the key and the place in it. What could be read
// is in the book all the same.
func Load(key string, files []string) (*pricing.Book, error) {
	book, err := pricing.Embedded()
	if err != nil {
		return nil, fmt.Errorf("embedded price book: %w", err)
	}
	own, err := Read(key, files)
	return Over(book, own), err
}

// Read reads price files. The errors are as of [Load].
func Read(key string, files []string) (books []*pricing.Book, err error) {
	var errs []error
	for i, file := range files {
		book, err := read(file)
		if err != nil {
			errs = append(errs, fmt.Errorf("%s[%d]: %w", key, i, err))
			continue
		}
		books = append(books, book)
	}
	return books, errors.Join(errs...)
}

// Over is a book with others over it, the first of which wins.
func Over(book *pricing.Book, own []*pricing.Book) *pricing.Book {
	for _, each := range slices.Backward(own) {
		book = each.Over(book)
	}
	return book
}

func read(file string) (*pricing.Book, error) {
	data, err := os.ReadFile(file) //nolint:gosec // the operator names the file
	if err != nil {
		return nil, err
	}
	return pricing.Load(file, data)
}
