package courier

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"time"

	"github.com/recomamp/recomamp/internal/egress"
)

// Failure says why a message did not arrive, in words that hold no secret.
type Failure struct {
	Code       string        // stable, such as "refused_address"
	Words      string        // for a person
	Next       string        // what to do
	Permanent  bool          // trying again will not help
	RetryAfter time.Duration // what the receiver asked for; zero when nothing
}

// Error implements error.
func (f *Failure) Error() string { return f.Words }

// failureOf puts what went wrong into our words. The text of err may hold the
// address and is left behind.
func failureOf(err error) *Failure {
	if known, ok := errors.AsType[*Failure](err); ok {
		return known
	}
	if refused, ok := errors.AsType[*egress.RefusedError](err); ok {
		return &Failure{
			Code: "refused_address", Permanent: true,
			Words: fmt.Sprintf("The address leads to %s, %s, and messages go to public addresses only.", refused.Addr, refused.Why),
			Next:  "Use an address on the internet. If this one is meant, your operator can allow private addresses with RECOMAMP_NOTIFY_ALLOW_PRIVATE.",
		}
	}
	if missing, ok := errors.AsType[*net.DNSError](err); ok {
		if missing.IsNotFound {
			return &Failure{Code: "unknown_host", Words: "There is no host of that name.", Next: "Check the host in the address."}
		}
		return &Failure{Code: "name_lookup", Words: "The name of the host could not be looked up."}
	}
	if isCertificate(err) {
		return &Failure{Code: "certificate", Permanent: true, Words: "The receiver's certificate is not trusted.", Next: "Check the host in the address, and the receiver's certificate."}
	}
	if slow, ok := errors.AsType[net.Error](err); ok && slow.Timeout() || errors.Is(err, context.DeadlineExceeded) {
		return &Failure{Code: "timeout", Words: "The receiver did not answer in time."}
	}
	if errors.Is(err, context.Canceled) {
		return &Failure{Code: "interrupted", Words: "Sending was interrupted."}
	}
	return &Failure{Code: "unreachable", Words: "The receiver could not be reached."}
}

func isCertificate(err error) bool {
	_, unknown := errors.AsType[x509.UnknownAuthorityError](err)
	_, other := errors.AsType[x509.HostnameError](err)
	_, bad := errors.AsType[x509.CertificateInvalidError](err)
	_, verification := errors.AsType[*tls.CertificateVerificationError](err)
	return unknown || other || bad || verification
}

// checkAnswer judges an HTTP answer by its status.
func checkAnswer(answer *http.Response) error {
	status := answer.StatusCode
	if status < http.StatusMultipleChoices {
		return nil
	}
	f := &Failure{
		Code:  "status_" + strconv.Itoa(status),
		Words: fmt.Sprintf("The receiver answered %d %s.", status, http.StatusText(status)),
	}
	switch {
	case status < http.StatusBadRequest:
		f.Permanent, f.Next = true, "The receiver sends elsewhere, which is not followed. Enter the address it leads to."
	case status == http.StatusTooManyRequests, status == http.StatusRequestTimeout, status == http.StatusTooEarly:
		f.RetryAfter = retryAfter(answer.Header)
	case status >= http.StatusInternalServerError:
		f.RetryAfter = retryAfter(answer.Header)
	case status == http.StatusNotFound, status == http.StatusGone:
		f.Permanent, f.Next = true, "The webhook no longer exists there. Make a new one and enter its address."
	case status == http.StatusUnauthorized, status == http.StatusForbidden:
		f.Permanent, f.Next = true, "The receiver does not accept the address any more. Make a new webhook and enter its address."
	default:
		f.Permanent, f.Next = true, "Check that the address is one that takes messages."
	}
	return f
}

// longestPause bounds what a receiver may ask for.
const longestPause = time.Hour

func retryAfter(header http.Header) time.Duration {
	seconds, err := strconv.Atoi(header.Get("Retry-After"))
	if err != nil || seconds < 0 {
		return 0
	}
	return min(time.Duration(min(seconds, 1<<20))*time.Second, longestPause)
}
