package post

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"os"
	"syscall"
)

// neverSent reports whether the server cannot have seen the request.
func neverSent(err error) bool {
	var (
		name        *net.DNSError
		certificate *tls.CertificateVerificationError
	)
	return errors.As(err, &name) || errors.As(err, &certificate) || errors.Is(err, syscall.ECONNREFUSED) || errors.Is(err, http.ErrSchemeMismatch)
}

// reason is why there was no answer, in one of a few words. The text of the error has the URL.
func reason(err error) string {
	var (
		name        *net.DNSError
		certificate *tls.CertificateVerificationError
	)
	switch {
	case errors.Is(err, context.Canceled):
		return "canceled"
	case inTime(err):
		return "no answer in time"
	case errors.As(err, &name):
		return "the host was not found"
	case errors.Is(err, syscall.ECONNREFUSED):
		return "the connection was refused"
	case errors.As(err, &certificate):
		return "the certificate was not accepted"
	case errors.Is(err, http.ErrSchemeMismatch):
		return "the server does not speak TLS"
	default:
		return "the connection failed"
	}
}

func cutOff(err error) string {
	if errors.Is(err, context.Canceled) || inTime(err) {
		return reason(err)
	}
	return "the answer was cut off"
}

func inTime(err error) bool {
	var timeout net.Error
	return errors.Is(err, context.DeadlineExceeded) || errors.Is(err, os.ErrDeadlineExceeded) || errors.As(err, &timeout) && timeout.Timeout()
}
