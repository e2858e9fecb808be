package courier

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/nicholas-fedor/shoutrrr/pkg/services/specialized/generic"
	"github.com/nicholas-fedor/shoutrrr/pkg/types"
)

// webhookTo brings messages to any address that takes HTTP requests.
type webhookTo struct {
	config *generic.Config
	header http.Header
}

func readWebhook(u *url.URL) (carrier, string, error) {
	if err := checkHost(u); err != nil {
		return nil, "", err
	}
	if len(u.Query()) > 50 {
		return nil, "", invalid("has too many parameters")
	}
	ours := *u
	plain := u.Scheme == "generic+http"
	ours.Scheme = generic.Scheme
	service := new(generic.Service)
	if err := service.Initialize(&ours, nil); err != nil {
		return nil, "", invalid("has a parameter that webhooks do not know")
	}
	config := service.Config
	config.DisableTLS = config.DisableTLS || plain
	if !slices.Contains([]string{http.MethodPost, http.MethodPut, http.MethodPatch}, config.RequestMethod) {
		return nil, "", ErrAddress.WithField("/address", "has a method other than POST, PUT and PATCH")
	}
	if !slices.Contains([]string{"", "json", generic.JSONTemplate}, config.Template) {
		return nil, "", invalid("has a template other than json")
	}
	// The library keeps the headers to itself but for its own URL.
	header := http.Header{}
	for key, values := range config.GetURL().Query() {
		if name, custom := strings.CutPrefix(key, "@"); custom && len(values) > 0 {
			header.Set(name, values[0])
		}
	}
	return &webhookTo{config, header}, hostOf(u) + "/•••", nil
}

func (w *webhookTo) send(ctx context.Context, by *Courier, m Message) error {
	body := m.Body
	if m.Link != "" {
		body += "\n" + m.Link
	}
	params := types.Params{w.config.MessageKey: body, w.config.TitleKey: m.Title}
	contentType := w.config.ContentType
	if w.config.Template == "" { // the text is all there is
		contentType = "text/plain; charset=utf-8"
		params[w.config.MessageKey] = m.Title + "\n\n" + body
	} else {
		params["id"], params["severity"] = m.ID, string(m.Level)
	}
	payload, err := new(generic.Service).GetPayload(w.config, params)
	if err != nil {
		return &Failure{Code: "payload", Words: "The message could not be put into the webhook's form.", Permanent: true}
	}
	return w.call(ctx, by, m, payload, contentType)
}

func (w *webhookTo) call(ctx context.Context, by *Courier, m Message, payload io.Reader, contentType string) error {
	request, err := http.NewRequestWithContext(ctx, w.config.RequestMethod, w.config.WebhookURL().String(), payload)
	if err != nil {
		return &Failure{Code: "address", Words: "The address cannot be called.", Permanent: true}
	}
	request.Header.Set("Content-Type", contentType)
	for name, values := range w.header {
		request.Header[name] = values
	}
	return by.do(request, m)
}
