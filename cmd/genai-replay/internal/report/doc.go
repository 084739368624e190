// Package report reads what a collector made of a replay, its Prometheus page
// and its file of enriched spans, and writes it for a person to read.
//
// The page is the account of models, tools and quality; the spans tell about
// sessions, which no metric may name.
package report
