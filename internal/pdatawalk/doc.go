// Package pdatawalk is the one walk over everything in a span, a log record and
// a metric that can hold text: names, messages, trace state, attribute keys and
// values of any type and depth, bodies, events, links, exemplars, resources and scopes.
//
// A [Visitor] is offered each value with its place and the keys it stands under,
// and returns what to put there instead. What it leaves alone is not written and
// costs no allocation. The walk knows nothing of what is looked for; it is used
// by genai_redaction.
package pdatawalk
