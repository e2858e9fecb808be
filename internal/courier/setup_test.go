package courier

import (
	"cmp"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/egress"
)

// mailbox is a real SMTP server that keeps what it takes.
type mailbox struct {
	addr string

	mu       sync.Mutex
	mails    []string
	rcpts    []string
	password string // that it wants; empty for none
	refuse   error  // answer to a message
}

func (b *mailbox) taken() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]string(nil), b.mails...)
}

// NewSession implements smtp.Backend.
func (b *mailbox) NewSession(*smtp.Conn) (smtp.Session, error) { return &talk{box: b}, nil }

// talk is one client's conversation.
type talk struct {
	box    *mailbox
	signed bool
}

// AuthMechanisms implements smtp.AuthSession.
func (*talk) AuthMechanisms() []string { return []string{sasl.Plain} }

// Auth implements smtp.AuthSession.
func (t *talk) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, _, password string) error {
		if password != t.box.password {
			return &smtp.SMTPError{Code: 535, EnhancedCode: smtp.EnhancedCode{5, 7, 8}, Message: "wrong: " + password}
		}
		t.signed = true
		return nil
	}), nil
}

func (t *talk) Mail(string, *smtp.MailOptions) error {
	if t.box.password != "" && !t.signed {
		return smtp.ErrAuthRequired
	}
	return nil
}

func (t *talk) Rcpt(to string, _ *smtp.RcptOptions) error {
	t.box.mu.Lock()
	defer t.box.mu.Unlock()
	t.box.rcpts = append(t.box.rcpts, to)
	return nil
}

func (t *talk) Data(r io.Reader) error {
	text, err := io.ReadAll(r)
	t.box.mu.Lock()
	defer t.box.mu.Unlock()
	if err != nil || t.box.refuse != nil {
		return cmp.Or(t.box.refuse, err)
	}
	t.box.mails = append(t.box.mails, string(text))
	return nil
}

func (*talk) Reset()        {}
func (*talk) Logout() error { return nil }

// startMailbox runs a mail server; with TLS it offers STARTTLS and sign-in.
func startMailbox(t *testing.T, box *mailbox, secured bool) *mailbox {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	server := smtp.NewServer(box)
	server.ErrorLog = log.New(io.Discard, "", 0)
	server.Domain, server.ReadTimeout, server.WriteTimeout = "mail.agency.example", 10*time.Second, 10*time.Second
	if secured {
		server.TLSConfig = &tls.Config{Certificates: []tls.Certificate{certificate(t)}, MinVersion: tls.VersionTLS12}
	}
	go server.Serve(listener) //nolint:errcheck // ends with Close below
	t.Cleanup(func() { require.NoError(t, server.Close()) })
	box.addr = listener.Addr().String()
	return box
}

func certificate(t *testing.T) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	require.NoError(t, err)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

// caught is a request that a fake of the internet took.
type caught struct {
	url    string
	header http.Header
	body   string
}

// wire stands for the internet: it keeps requests and answers them.
type wire struct {
	requests []caught
	status   int
	header   http.Header
	body     io.ReadCloser
	problem  error
}

// RoundTrip implements http.RoundTripper.
func (w *wire) RoundTrip(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err = errors.Join(err, w.problem); err != nil {
		return nil, err
	}
	w.requests = append(w.requests, caught{r.Method + " " + r.URL.String(), r.Header, string(body)})
	answer := &http.Response{StatusCode: w.status, Header: w.header, Body: http.NoBody, Request: r}
	if w.body != nil {
		answer.Body = w.body
	}
	return answer, nil
}

// newCourier returns a courier that may reach this machine.
func newCourier() *Courier { return New(egress.New(egress.Config{AllowPrivate: true}), 5*time.Second) }

// on returns a courier whose HTTP goes to w.
func on(w *wire) *Courier {
	c := newCourier()
	c.http.Transport = w
	return c
}

func mustParse(t *testing.T, text string) Address {
	t.Helper()
	address, err := Parse(text)
	require.NoError(t, err)
	return address
}

var message = Message{
	ID: "0190-1", Level: Urgent, Title: `Ada's consent has ended <!channel> & more`,
	Body: "It carries *5 schedules*.\nSecond line", Link: "https://recomamp.example/connections",
}
