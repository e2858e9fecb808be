package courier

import (
	"net"
	"net/url"
	"strings"

	"github.com/recomamp/recomamp/internal/fault"
)

// Service is a kind of receiver.
type Service string

// The services.
const (
	Mail    Service = "mail"
	Slack   Service = "slack"
	Teams   Service = "teams"
	Discord Service = "discord"
	Webhook Service = "webhook"
)

// Errors a person can meet. None of them repeats the address.
var (
	ErrAddress = fault.New(fault.Invalid, "channel.address_invalid", "The address of the channel cannot be used.").
			WithNext("Paste the webhook's address as Slack, Teams or Discord shows it, or write a shoutrrr URL such as smtp://user:password@mail.example.com:587/?from=a@example.com&to=b@example.com.")
	errService = invalid("begins with something other than smtp, slack, teams, discord, generic or https")
)

func invalid(why string) *fault.Error { return ErrAddress.WithField("/address", why) }

// longest bounds an address.
const longest = 4096

// Address is where messages go. The zero Address goes nowhere.
type Address struct {
	service Service
	text    string // the whole, with secrets
	shown   string
	carry   carrier
}

// Service returns the kind of receiver.
func (a Address) Service() Service { return a.service }

// Shown returns what anyone may see of the address.
func (a Address) Shown() string { return a.shown }

// String returns what anyone may see, so that an address that gets into a log
// or an error does no harm.
func (a Address) String() string { return a.shown }

// GoString is String.
func (a Address) GoString() string { return a.shown }

// Secret returns the whole address, to be sealed.
func (a Address) Secret() string { return a.text }

// Parse reads a shoutrrr URL, or the address of a webhook as its service shows
// it. It makes no call. Errors are ErrAddress with the reason.
func Parse(text string) (Address, error) {
	text = strings.TrimSpace(text)
	if len(text) > longest {
		return Address{}, invalid("is too long")
	}
	parsed, err := url.Parse(text)
	if err != nil || parsed.Scheme == "" || parsed.Host == "" || strings.ContainsFunc(text, isControl) {
		return Address{}, invalid("is no URL") // the parser's error would repeat it
	}
	if adopted, ok := adopt(parsed); ok {
		parsed, text = adopted, adopted.String()
	}
	service, read := reader(parsed.Scheme)
	if read == nil {
		return Address{}, errService
	}
	carry, shown, err := read(parsed)
	if err != nil {
		return Address{}, err
	}
	return Address{service: service, text: text, shown: shown, carry: carry}, nil
}

// reader returns what reads addresses of a scheme.
func reader(scheme string) (Service, func(*url.URL) (carrier, string, error)) {
	switch scheme {
	case "smtp":
		return Mail, readMail
	case "slack":
		return Slack, readSlack
	case "discord":
		return Discord, readDiscord
	case "teams", "teams+https", "teams+http":
		return Teams, readTeams
	case "generic", "generic+https", "generic+http":
		return Webhook, readWebhook
	default:
		return "", nil
	}
}

// adopt turns the address of a webhook, as its service shows it, into a URL of
// ours; false for what is none.
func adopt(u *url.URL) (*url.URL, bool) {
	if u.Scheme != "https" && u.Scheme != "http" {
		return nil, false
	}
	host := strings.ToLower(u.Hostname())
	parts := strings.Split(strings.Trim(u.Path, "/"), "/")
	switch {
	case host == "hooks.slack.com" && len(parts) == 4 && parts[0] == "services":
		return &url.URL{Scheme: "slack", User: url.UserPassword("hook", strings.Join(parts[1:], "-")), Host: "webhook"}, true
	case (host == "discord.com" || host == "discordapp.com") && len(parts) == 4 && parts[0] == "api" && parts[1] == "webhooks":
		return &url.URL{Scheme: "discord", User: url.User(parts[3]), Host: parts[2]}, true
	case isTeams(host):
		adopted := *u
		adopted.Scheme = "teams+" + u.Scheme
		return &adopted, true
	default:
		adopted := *u
		adopted.Scheme = "generic+" + u.Scheme
		if query := u.Query(); !query.Has("template") {
			query.Set("template", "json")
			adopted.RawQuery = query.Encode()
		}
		return &adopted, true
	}
}

// checkHost refuses hosts that can be no receiver's.
func checkHost(u *url.URL) error {
	if host := u.Hostname(); host == "" || strings.ContainsAny(host, " /\\@") {
		return invalid("names no host")
	}
	return nil
}

// hostOf is the host with its port, if it has one.
func hostOf(u *url.URL) string {
	if u.Port() == "" {
		return u.Hostname()
	}
	return net.JoinHostPort(u.Hostname(), u.Port())
}

func isControl(r rune) bool { return r < ' ' || r == 0x7f }
