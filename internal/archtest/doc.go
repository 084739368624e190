// Package archtest holds the walls of the project as tests: which room may
// import which, that the manifest lists the components there are, and that what
// the default configuration and the documents promise is so. Nothing imports it.
package archtest
