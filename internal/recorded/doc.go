// Package recorded reads the recorded telemetry of testdata: which folders there
// are, their spans and log records whatever form a recording has, and what
// upstream says they should mean. It is for tests only.
//
// A folder is a fixture when it has a SOURCE, which says where it came from and
// under which licence. What its records should mean is in expected.json, for
// recordings of a stub model server whose answers are known, else in cases.json.
package recorded
