//go:build unix

package redact

import (
	"syscall"
	"time"
)

// processTime is the time the process has used, so that what else runs on the
// machine does not count.
func processTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
