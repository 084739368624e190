// Package storetest holds every store against its contract, and has storage
// clients for tests: one in memory, one in a file, and one that fails.
package storetest
