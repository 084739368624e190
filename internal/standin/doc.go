// Package standin has a server that stands in for one of a vendor's: it refuses what a
// schema does not allow, keeps what it was sent with the time of arrival, and fails when it
// is told to. For tests only.
package standin
