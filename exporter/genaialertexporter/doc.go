//go:generate go tool -modfile=../../internal/tools/mdatagen.mod mdatagen metadata.yaml

// Package genaialertexporter tells people of the incidents in a stream of log records:
// budgets that are spent, agents that loop, tools that fail in a row.
//
// What is an incident, and what is told of it when, is decided in internal/alert. Here log
// records become events, what was decided is stored before they are acknowledged, and one
// worker for each destination tells what there is to tell. Destinations are packages below internal.
package genaialertexporter
