package pricing

import (
	"fmt"
	"strings"
	"time"
)

// MaxFileBytes is the largest price file that [Load] reads; the embedded one has
// about a quarter of a megabyte.
const MaxFileBytes = 16 << 20

// maxModels bounds how many models a price file may have.
const maxModels = 100_000

var (
	bookFields     = []string{"as_of", "source", "providers"}
	providerFields = []string{
		"id", "provider_match", "model_match", "fallback_model_providers", "aliases", "models",
		"name", "description", "pricing_urls", "api_pattern", "price_comments", "extractors",
	}
	modelFields = []string{
		"id", "match", "context_window", "prices",
		"name", "description", "price_comments", "prices_checked", "deprecated",
	}
)

// Load reads a price file, the name of which is used in errors only. What the
// format is, the package documentation says. It refuses a file with mistakes and
// tells all of them at once, each with the key, the rule and the value.
func Load(name string, data []byte) (*Book, error) {
	if len(data) > MaxFileBytes {
		return nil, fmt.Errorf("%s: must not be larger than %d bytes, got %d", name, MaxFileBytes, len(data))
	}
	root, err := parseTree(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	all := &mistakes{file: name}
	book := loadBook(&cursor{node: &root, all: all})
	if err := all.join(); err != nil {
		return nil, err
	}
	return book, nil
}

func loadBook(c *cursor) *Book {
	book := &Book{byID: map[string]*provider{}}
	list := *c
	if c.node.kind == kindArray {
		// The form in which genai-prices publishes it: the providers alone.
		list = cursor{node: c.node, up: &cursor{node: c.node, all: c.all}, key: "providers", all: c.all}
	} else {
		if !c.fields(bookFields...) {
			return book
		}
		book.Source = c.text("source")
		if book.AsOf = c.text("as_of"); book.AsOf != "" {
			if _, err := time.Parse(time.DateOnly, book.AsOf); err != nil {
				at, _ := c.field("as_of")
				at.fail("must be a date such as 2026-09-23")
			}
		}
		var ok bool
		if list, ok = c.field("providers"); !ok {
			c.fail("must have providers")
			return book
		}
	}
	if !list.is(kindArray) {
		return book
	}
	models := 0
	for i := range list.node.items {
		p := list.item(i)
		loadProvider(&p, book, &models)
	}
	return book
}

func loadProvider(c *cursor, book *Book, models *int) {
	if !c.fields(providerFields...) {
		return
	}
	p := &provider{id: strings.ToLower(c.required("id")), aliases: map[string]string{}}
	if id, ok := c.field("id"); ok && book.byID[p.id] != nil {
		id.fail("must be unique among providers")
	}
	p.match = loadOptionalClause(c, "provider_match")
	p.modelMatch = loadOptionalClause(c, "model_match")
	p.fallback = loadNames(c, "fallback_model_providers")
	loadAliases(c, p)
	p.layers = []*layer{newLayer(loadModels(c, book.AsOf, models))}
	book.add(p)
}

func loadNames(c *cursor, key string) (names []string) {
	list, ok := c.field(key)
	if !ok || !list.is(kindArray) {
		return nil
	}
	for i := range list.node.items {
		if item := list.item(i); item.is(kindString) {
			names = append(names, strings.ToLower(item.node.text))
		}
	}
	return names
}

func loadAliases(c *cursor, p *provider) {
	aliases, ok := c.field("aliases")
	if !ok || !aliases.is(kindObject) {
		return
	}
	for i, key := range aliases.node.keys {
		target := cursor{node: &aliases.node.items[i], up: &aliases, key: key, all: c.all}
		if target.is(kindString) {
			p.aliases[clean(key)] = clean(target.node.text)
		}
	}
}

func loadModels(c *cursor, asOf string, count *int) (models []*model) {
	list, ok := c.field("models")
	if !ok || !list.is(kindArray) {
		return nil
	}
	if *count += len(list.node.items); *count > maxModels {
		list.fail(fmt.Sprintf("must not be more than %d models in all", maxModels))
		return nil
	}
	seen := make(map[string]int, len(list.node.items))
	for i := range list.node.items {
		item := list.item(i)
		if !item.is(kindObject) {
			continue
		}
		if id, ok := item.field("id"); ok && id.node.kind == kindString {
			item.name = id.node.text
		}
		m := loadModel(&item)
		m.asOf = asOf
		if first, ok := seen[strings.ToLower(m.id)]; ok && m.id != "" {
			id, _ := item.field("id")
			id.fail(fmt.Sprintf("must be unique in its provider, models[%d] has it too", first))
		}
		seen[strings.ToLower(m.id)] = i
		models = append(models, m)
	}
	return models
}

func loadModel(c *cursor) *model {
	c.fields(modelFields...)
	m := &model{id: c.required("id")}
	if match, ok := c.field("match"); ok {
		m.match = loadClause(&match)
	}
	if window, ok := c.field("context_window"); ok {
		m.contextWindow = loadCount(&window)
	}
	prices, ok := c.field("prices")
	if !ok {
		c.fail("must have prices, {} if there are none")
		return m
	}
	m.cards = loadCards(&prices)
	return m
}
