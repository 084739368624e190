// Package httpapi is what the HTTP APIs of components have in common: where they listen
// and who can reach that, bodies, answers of RFC 9457, and rates of clients.
package httpapi
