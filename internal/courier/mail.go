package courier

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/mail"
	"net/textproto"
	"net/url"
	"strings"
	"time"

	"github.com/nicholas-fedor/shoutrrr/pkg/services/email/smtp"
	gomail "github.com/wneessen/go-mail"
)

// mailTo brings messages to mailboxes by way of an SMTP server.
type mailTo struct{ config *smtp.Config }

// implicitTLS is the port on which TLS comes before SMTP.
const implicitTLS = 465

func readMail(u *url.URL) (carrier, string, error) {
	if err := checkHost(u); err != nil {
		return nil, "", err
	}
	service := new(smtp.Service)
	if err := service.Initialize(u, nil); err != nil {
		return nil, "", invalid("is no mail address; it looks like smtp://user:password@mail.example.com:587/?from=a@example.com&to=b@example.com")
	}
	config := service.Config
	config.FixEmailTags()
	for _, address := range append([]string{config.FromAddress}, config.ToAddresses...) {
		if _, err := mail.ParseAddress(address); err != nil {
			return nil, "", invalid("has a sender or receiver that is no e-mail address")
		}
	}
	return &mailTo{config}, fmt.Sprintf("%s by %s", strings.Join(config.ToAddresses, ", "), hostOf(u)), nil
}

func (t *mailTo) send(ctx context.Context, by *Courier, m Message) error {
	message, err := t.message(m)
	if err != nil {
		return err
	}
	client, err := t.client(ctx, by)
	if err != nil {
		return &Failure{Code: "address", Words: "The mail server's address cannot be used.", Permanent: true}
	}
	talk, err := client.DialToSMTPClientWithContext(ctx)
	if err != nil {
		return mailFailure(err)
	}
	if err := client.SendWithSMTPClient(talk, message); err != nil {
		return mailFailure(err)
	}
	_ = client.CloseWithSMTPClient(talk) // the server has taken the message; how it says goodbye changes nothing
	return nil
}

func (t *mailTo) message(m Message) (*gomail.Msg, error) {
	message := gomail.NewMsg()
	badAddress := &Failure{Code: "address", Words: "The sender or a receiver is no e-mail address.", Permanent: true}
	if err := message.FromFormat(t.config.FromName, t.config.FromAddress); err != nil {
		return nil, badAddress
	}
	if err := message.To(t.config.ToAddresses...); err != nil {
		return nil, badAddress
	}
	message.Subject(m.Title)
	message.SetDateWithValue(time.Now())
	message.SetMessageIDWithValue(m.ID + "@recomamp")
	message.SetGenHeader("Auto-Submitted", "auto-generated") // nobody's holiday note answers it
	if m.Level == Urgent {
		message.SetImportance(gomail.ImportanceHigh)
	}
	body := m.Body
	if m.Link != "" {
		body += "\n\n" + m.Link
	}
	message.SetBodyString(gomail.TypeTextPlain, body)
	return message, nil
}

// dialer connects.
type dialer func(ctx context.Context, network, address string) (net.Conn, error)

// client is made for one message. A password is only sent over TLS.
func (t *mailTo) client(ctx context.Context, by *Courier) (*gomail.Client, error) {
	c := t.config
	security := &tls.Config{ServerName: c.Host, MinVersion: tls.VersionTLS12, InsecureSkipVerify: c.SkipTLSVerify} //nolint:gosec // the operator's own server, by an explicit parameter
	policy, dial := gomail.TLSOpportunistic, dialer(by.guard.DialContext)
	switch {
	case c.Encryption == smtp.EncMethods.ImplicitTLS || c.Encryption == smtp.EncMethods.Auto && c.Port == implicitTLS:
		dial = by.guard.TLSDialer(security).DialContext
	case c.Username != "" || c.RequireStartTLS || c.Encryption == smtp.EncMethods.ExplicitTLS:
		policy = gomail.TLSMandatory
	case !c.UseStartTLS || c.Encryption == smtp.EncMethods.None:
		policy = gomail.NoTLS
	}
	options := []gomail.Option{
		gomail.WithPort(int(c.Port)), gomail.WithHELO(helo(c.ClientHost)), gomail.WithTLSConfig(security), gomail.WithTLSPolicy(policy),
		gomail.WithDialContextFunc(gomail.DialContextFunc(dial.until(ctx))), gomail.WithTimeout(by.timeout),
	}
	if c.Username != "" {
		mechanism := gomail.SMTPAuthAutoDiscover
		if c.Auth == smtp.AuthTypes.OAuth2 {
			mechanism = gomail.SMTPAuthXOAUTH2
		}
		options = append(options, gomail.WithSMTPAuth(mechanism), gomail.WithUsername(c.Username), gomail.WithPassword(c.Password))
	}
	return gomail.NewClient(c.Host, options...)
}

// until hangs up when ctx ends: the library heeds a context while it connects,
// not while it talks.
func (d dialer) until(ctx context.Context) dialer {
	return func(dialing context.Context, network, address string) (net.Conn, error) {
		connection, err := d(dialing, network, address)
		if err == nil {
			context.AfterFunc(ctx, func() { _ = connection.Close() })
		}
		return connection, err
	}
}

func helo(configured string) string {
	if configured == "" || configured == "auto" {
		return "localhost"
	}
	return configured
}

// mailFailure reads the server's code; its text may repeat what it was sent.
func mailFailure(err error) error {
	code := 0
	if reply, ok := errors.AsType[*textproto.Error](err); ok {
		code = reply.Code
	}
	if sending, ok := errors.AsType[*gomail.SendError](err); ok && sending.ErrorCode() != 0 {
		code = sending.ErrorCode()
	}
	switch {
	case code == 0:
		return noCode(err)
	case code == 534 || code == 535 || code == 530:
		return &Failure{Code: "sign_in", Permanent: true, Words: fmt.Sprintf("The mail server refuses the user name or the password (%d).", code), Next: "Enter them again."}
	case code >= 500:
		return &Failure{Code: fmt.Sprintf("smtp_%d", code), Permanent: true, Words: fmt.Sprintf("The mail server refuses the message (%d).", code), Next: "Check the sender and the receivers."}
	default:
		return &Failure{Code: fmt.Sprintf("smtp_%d", code), Words: fmt.Sprintf("The mail server cannot take the message just now (%d).", code)}
	}
}

// noCode tells the failures apart that come before the server says anything.
func noCode(err error) error {
	if strings.Contains(err.Error(), "does not support STARTTLS") { // the library has no value for it
		return &Failure{Code: "no_tls", Permanent: true, Words: "The mail server does not offer encryption, and a password is not sent without.", Next: "Use another port, such as 465, or another server."}
	}
	return err
}
