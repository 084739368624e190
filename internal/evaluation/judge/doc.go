// Package judge is what a model is asked about an answer, and how what it says is read: the
// criteria, the prompt with the judged text fenced off in it, the schema of the answer, the verdict.
package judge
