// Package signal finds out what is wrong with the answer of a model or the result of a
// tool by looking at it: no model is asked, nothing is kept of the text but hashes and
// counts. Texts are read in one pass, without building trees, up to [MaxText] bytes.
package signal
