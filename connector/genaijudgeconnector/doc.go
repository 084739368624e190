// Package genaijudgeconnector judges what agents answered: a model that is asked, known good
// answers, conditions. A verdict is an evaluation event of the conventions as a log record.
//
// It reads spans behind genai_redaction, never holds the pipeline up and never judges itself.
// What is asked and how answers are read is internal/evaluation; here are the spans, the
// queue, the workers and the HTTP.
package genaijudgeconnector
