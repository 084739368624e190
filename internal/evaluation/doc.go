// Package evaluation is what a judgement of quality is worth: scales and labels, drift,
// what a judge is asked and how its answer is read, answers that are known. It is told the
// time, and does no input or output.
package evaluation
