// Package analyzer asks a remote service for what a model is needed to find:
// names and places in running text. It speaks the protocol of Presidio's
// analyzer, asks for each text once, and never waits longer than it is told to.
package analyzer
