// Package agent plays one recorded session as an agent would that minds its budget:
// before each call it asks the budget API, and stops when that says so.
package agent
