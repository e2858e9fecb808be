package logging

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"regexp"
	"strings"
)

// removed stands where a secret was.
const removed = "[removed]"

// shortestKnown keeps a setting of a few letters from blanking half of a line.
const shortestKnown = 8

// secretNames are the names of attributes whose values are never written.
var secretNames = regexp.MustCompile(`(?i)^(authorization|proxy-authorization|cookie|set-cookie|keyset|.*(password|passwd|secret|token))$`)

// shape is how a secret looks, and what stands in its place.
type shape struct {
	found   *regexp.Regexp
	instead string
}

// A value ends at white space, a quote, or what separates it from the next.
const value = `[^\s"'&;,<>` + "`" + `]+`

var shapes = []shape{
	{regexp.MustCompile(`rcmp_[A-Za-z0-9]+`), removed},
	{regexp.MustCompile(`(?i)\b(bearer|basic)\s+[A-Za-z0-9._~+/=|-]{8,}`), "$1 " + removed},
	{regexp.MustCompile(`Atz[a-z]\|` + value), removed},
	{regexp.MustCompile(`amzn1\.oa2-cs\.` + value), removed},
	{regexp.MustCompile(`((?:__Host-)?recomamp_(?:session|sign_in|passkey))=` + value), "$1=" + removed},
	{regexp.MustCompile(`(?i)([?&;#\s"'{,(]|^)(x-amz-(?:signature|security-token|credential)|signature|sig|code|state|(?:access_|refresh_|id_)?token|client_secret|api_?key|password|passwd|secret)=` + value), "$1$2=" + removed},
	{regexp.MustCompile(`(?i)"((?:access|refresh|id)_?token|client_?secret|password|token|secret|cookie|authorization)"\s*:\s*"(?:[^"\\]|\\.)*"`), `"$1":"` + removed + `"`},
	{regexp.MustCompile(`(?i)\b(authorization|cookie|set-cookie):\s*[^\r\n"\]]+`), "$1: " + removed},
	{regexp.MustCompile(`://[^/\s"'@]+:[^/\s"']*@`), "://" + removed + "@"},
	{regexp.MustCompile(`(?i)\b(slack|teams|discord|smtps?|telegram|mattermost|rocketchat|googlechat|zulip|pushover|gotify|ntfy|opsgenie|matrix|webhooks?|generic(?:\+https?)?)://` + value), "$1://" + removed},
	{regexp.MustCompile(`(?i)(https?://hooks\.slack\.com/|https?://(?:[a-z]+\.)?discord(?:app)?\.com/api/webhooks/|https?://[a-z0-9.-]+\.(?:webhook\.office|logic\.azure|api\.powerplatform)\.com(?::\d+)?/)` + value), "${1}" + removed},
	{regexp.MustCompile(`(?s)-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)`), removed},
}

// scrubber removes secrets from texts. It is safe for concurrent use.
type scrubber struct {
	known *strings.Replacer
}

func newScrubber(secrets []string) *scrubber {
	var pairs []string
	for _, secret := range secrets {
		if len(secret) < shortestKnown {
			continue
		}
		pairs = append(pairs, secret, removed)
		if quoted, err := json.Marshal(secret); err == nil && string(quoted[1:len(quoted)-1]) != secret {
			pairs = append(pairs, string(quoted[1:len(quoted)-1]), removed)
		}
	}
	return &scrubber{known: strings.NewReplacer(pairs...)}
}

func (s *scrubber) text(text string) string {
	text = s.known.Replace(text)
	for _, shape := range shapes {
		text = shape.found.ReplaceAllString(text, shape.instead)
	}
	return text
}

func (s *scrubber) attr(a slog.Attr) slog.Attr {
	v := a.Value.Resolve()
	switch v.Kind() {
	case slog.KindGroup:
		group := make([]any, 0, len(v.Group()))
		for _, member := range v.Group() {
			group = append(group, s.attr(member))
		}
		return slog.Group(a.Key, group...)
	case slog.KindString:
		return slog.String(a.Key, s.named(a.Key, v.String()))
	case slog.KindAny:
		return s.anything(a.Key, v.Any())
	default:
		return slog.Attr{Key: a.Key, Value: v}
	}
}

func (s *scrubber) named(name, text string) string {
	if secretNames.MatchString(name) && text != "" {
		return removed
	}
	return s.text(text)
}

// anything keeps values without secrets as they are, so that handlers can
// write their parts.
func (s *scrubber) anything(name string, value any) slog.Attr {
	var text string
	switch v := value.(type) {
	case nil:
		return slog.Any(name, nil)
	case error:
		return slog.String(name, s.named(name, v.Error()))
	case fmt.Stringer:
		return slog.String(name, s.named(name, v.String()))
	case []byte:
		return slog.String(name, s.named(name, string(v)))
	default:
		text = fmt.Sprintf("%+v", v)
	}
	if clean := s.named(name, text); clean != text {
		return slog.String(name, clean)
	}
	if encoded, err := json.Marshal(value); err == nil {
		if clean := s.text(string(encoded)); clean != string(encoded) {
			return slog.String(name, clean)
		}
	}
	return slog.Any(name, value)
}
