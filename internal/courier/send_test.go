package courier

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/egress"
)

const secret = "hunter2hunter2hunter2abc"

func TestWhatServicesAreSent(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ address, url, header, want string }{
		"slack": {
			"https://hooks.slack.com/services/T00000000/B00000000/" + secret,
			"POST https://hooks.slack.com/services/T00000000/B00000000/" + secret, "Content-Type: application/json",
			`{"text": "Ada's consent has ended &lt;!channel&gt; &amp; more", "attachments": [{"color": "#dc2626",
				"fallback": "Ada's consent has ended &lt;!channel&gt; &amp; more", "text": "It carries *5 schedules*.\nSecond line\nhttps://recomamp.example/connections"}]}`,
		},
		"slack as a bot": {
			"slack://xoxb:123456789012-123456789012-" + secret + "@C001122334", "POST https://slack.com/api/chat.postMessage",
			"Authorization: Bearer xoxb-123456789012-123456789012-" + secret,
			`{"channel": "C001122334", "text": "Ada's consent has ended &lt;!channel&gt; &amp; more", "attachments": [{"color": "#dc2626",
				"fallback": "Ada's consent has ended &lt;!channel&gt; &amp; more", "text": "It carries *5 schedules*.\nSecond line\nhttps://recomamp.example/connections"}]}`,
		},
		"discord": {
			"discord://" + secret + "@42", "POST https://discord.com/api/webhooks/42/" + secret, "Idempotency-Key: 0190-1",
			`{"username": "", "allowed_mentions": {"parse": []}, "embeds": [{"title": "Ada's consent has ended <!channel> & more", "color": 14427686,
				"description": "It carries *5 schedules*.\nSecond line", "url": "https://recomamp.example/connections"}]}`,
		},
		"teams": {
			"https://x.logic.azure.com/workflows/1?sig=" + secret, "POST https://x.logic.azure.com/workflows/1?sig=" + secret, "Idempotency-Key: 0190-1",
			`{"type": "message", "attachments": [{"contentType": "application/vnd.microsoft.card.adaptive", "content": {
				"$schema": "http://adaptivecards.io/schemas/adaptive-card.json", "type": "AdaptiveCard", "version": "1.4",
				"body": [
					{"type": "TextBlock", "text": "Ada's consent has ended <!channel> & more", "weight": "Bolder", "size": "Medium", "wrap": true, "color": "Attention"},
					{"type": "TextBlock", "text": "It carries \\*5 schedules\\*.\n\nSecond line", "wrap": true}],
				"actions": [{"type": "Action.OpenUrl", "title": "Open in RecomAMP", "url": "https://recomamp.example/connections"}]}}]}`,
		},
		"webhook": {
			"https://hooks.example.com/in?key=" + secret, "POST https://hooks.example.com/in?key=" + secret, "Idempotency-Key: 0190-1",
			`{"title": "Ada's consent has ended <!channel> & more", "message": "It carries *5 schedules*.\nSecond line\nhttps://recomamp.example/connections",
				"id": "0190-1", "severity": "urgent"}`,
		},
		"webhook of its own form": {
			"generic://hooks.example.com/in?template=json&messagekey=text&titlekey=head&method=PUT&@X-Key=" + secret + "&$team=ops",
			"PUT https://hooks.example.com/in", "X-Key: " + secret,
			`{"head": "Ada's consent has ended <!channel> & more", "text": "It carries *5 schedules*.\nSecond line\nhttps://recomamp.example/connections",
				"id": "0190-1", "severity": "urgent", "team": "ops"}`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := &wire{status: http.StatusOK, body: io.NopCloser(strings.NewReader(`{"ok": true}`))}
			require.NoError(t, on(w).Send(t.Context(), mustParse(t, c.address), message))
			require.Len(t, w.requests, 1)
			require.Equal(t, c.url, w.requests[0].url)
			header, value, _ := strings.Cut(c.header, ": ")
			require.Equal(t, value, w.requests[0].header.Get(header))
			require.JSONEq(t, c.want, w.requests[0].body)
		})
	}
}

func TestAWebhookWithoutAFormGetsText(t *testing.T) {
	t.Parallel()
	w := &wire{status: http.StatusNoContent}
	require.NoError(t, on(w).Send(t.Context(), mustParse(t, "generic+http://hooks.example.com/in"), message))
	require.Equal(t, "POST http://hooks.example.com/in", w.requests[0].url)
	require.Equal(t, "Ada's consent has ended <!channel> & more\n\nIt carries *5 schedules*.\nSecond line\nhttps://recomamp.example/connections", w.requests[0].body)
	require.Equal(t, "text/plain; charset=utf-8", w.requests[0].header.Get("Content-Type"))
}

func TestMailArrives(t *testing.T) {
	t.Parallel()
	box := startMailbox(t, &mailbox{}, false)
	m := message
	m.Title = "Grüße\r\nBcc: eve@example.com"
	require.NoError(t, newCourier().Send(t.Context(), mustParse(t, "smtp://"+box.addr+"/?from=recomamp@agency.example&fromname=RecomAMP&to=ada@agency.example,grace@agency.example"), m))
	require.Len(t, box.taken(), 1, "one mail for all")
	require.Equal(t, []string{"ada@agency.example", "grace@agency.example"}, box.rcpts)
	head, _, _ := strings.Cut(box.taken()[0], "\r\n\r\n")
	require.Contains(t, head, "Message-ID: <0190-1@recomamp>")
	require.Contains(t, head, "Auto-Submitted: auto-generated")
	require.Contains(t, head, `From: "RecomAMP" <recomamp@agency.example>`)
	require.NotContains(t, head, "\r\nBcc:", "a title cannot add headers")
	require.Contains(t, box.taken()[0], "https://recomamp.example/connections")
}

func TestAPasswordGoesOnlyOverTLS(t *testing.T) {
	t.Parallel()
	to := "/?from=a@agency.example&to=b@agency.example&skiptlsverify=yes"
	open := startMailbox(t, &mailbox{}, false)
	err := newCourier().Send(t.Context(), mustParse(t, "smtp://ops:"+secret+"@"+open.addr+to), message)
	requireFailure(t, err, "no_tls", true)
	require.Empty(t, open.taken())

	secured := startMailbox(t, &mailbox{password: secret}, true)
	require.NoError(t, newCourier().Send(t.Context(), mustParse(t, "smtp://ops:"+secret+"@"+secured.addr+to), message))
	require.Len(t, secured.taken(), 1)
	err = newCourier().Send(t.Context(), mustParse(t, "smtp://ops:wrong"+secret+"@"+secured.addr+to), message)
	requireFailure(t, err, "sign_in", true)
	err = newCourier().Send(t.Context(), mustParse(t, "smtp://ops:"+secret+"@"+secured.addr+"/?from=a@agency.example&to=b@agency.example"), message)
	requireFailure(t, err, "certificate", true)
}

func TestWhatAMailServerRefuses(t *testing.T) {
	t.Parallel()
	for code, permanent := range map[int]bool{421: false, 451: false, 550: true, 554: true} {
		box := startMailbox(t, &mailbox{refuse: &smtp.SMTPError{Code: code, Message: "about " + secret}}, false)
		err := newCourier().Send(t.Context(), mustParse(t, "smtp://"+box.addr+"/?from=a@agency.example&to=b@agency.example"), message)
		requireFailure(t, err, fmt.Sprintf("smtp_%d", code), permanent)
	}
}

func TestMailGoesToPublicAddressesOnly(t *testing.T) {
	t.Parallel()
	box := startMailbox(t, &mailbox{}, false)
	strict := New(egress.New(egress.Config{}), 5*time.Second)
	for _, query := range []string{"", "&encryption=ImplicitTLS"} {
		err := strict.Send(t.Context(), mustParse(t, "smtp://"+box.addr+"/?from=a@agency.example&to=b@agency.example"+query), message)
		requireFailure(t, err, "refused_address", true)
	}
	require.Empty(t, box.taken())
}

// A server that says nothing more is not waited for longer than agreed.
func TestASilentReceiverIsLeft(t *testing.T) {
	t.Parallel()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer listener.Close()
	hasty := New(egress.New(egress.Config{AllowPrivate: true}), 50*time.Millisecond)
	for _, address := range []string{"smtp://" + listener.Addr().String() + "/?from=a@agency.example&to=b@agency.example", "http://" + listener.Addr().String()} {
		requireFailure(t, hasty.Send(t.Context(), mustParse(t, address), message), "timeout", false)
	}
}

// requireFailure checks a failure, and that it tells no secret.
func requireFailure(t *testing.T, err error, code string, permanent bool) *Failure {
	t.Helper()
	failure, ok := errors.AsType[*Failure](err)
	require.True(t, ok, "%v", err)
	require.Equal(t, code, failure.Code)
	require.Equal(t, permanent, failure.Permanent, code)
	require.NotEmpty(t, failure.Words)
	require.NotContains(t, fmt.Sprintf("%+v %v", *failure, failure), "hunter2")
	return failure
}

func TestWhatReceiversAnswer(t *testing.T) {
	t.Parallel()
	for status, permanent := range map[int]bool{
		301: true, 307: true, 400: true, 401: true, 403: true, 404: true, 410: true, 413: true,
		408: false, 425: false, 429: false, 500: false, 502: false, 503: false, 504: false,
	} {
		w := &wire{status: status, header: http.Header{"Retry-After": {"90"}, "Location": {"https://" + secret}}, body: io.NopCloser(strings.NewReader(secret))}
		err := on(w).Send(t.Context(), mustParse(t, "https://hooks.example.com/"+secret), message)
		failure := requireFailure(t, err, fmt.Sprintf("status_%d", status), permanent)
		require.Equal(t, !permanent, failure.RetryAfter == 90*time.Second)
	}
	for code, permanent := range map[string]bool{"ratelimited": false, "channel_not_found": true, "invalid_auth": true, secret: true} {
		w := &wire{status: http.StatusOK, body: io.NopCloser(strings.NewReader(`{"ok": false, "error": "` + code + `"}`))}
		err := on(w).Send(t.Context(), mustParse(t, "slack://xoxb:123456789012-123456789012-"+secret+"@C001122334"), message)
		failure, ok := errors.AsType[*Failure](err)
		require.True(t, ok)
		require.Equal(t, permanent, failure.Permanent, code)
		require.NotContains(t, fmt.Sprintf("%+v", *failure), "hunter2")
	}
}

// Errors of the network hold the whole address; ours never do.
func TestFailuresTellNoSecret(t *testing.T) {
	t.Parallel()
	address := "https://hooks.example.com/" + secret + "?key=" + secret
	for code, problem := range map[string]error{
		"unreachable":  &url.Error{Op: "Post", URL: address, Err: errors.New(secret)},
		"timeout":      &url.Error{Op: "Post", URL: address, Err: context.DeadlineExceeded},
		"unknown_host": &net.DNSError{Err: secret, Name: secret, IsNotFound: true},
		"name_lookup":  &net.DNSError{Err: secret, Name: secret},
		"interrupted":  context.Canceled,
	} {
		requireFailure(t, on(&wire{problem: problem}).Send(t.Context(), mustParse(t, address), message), code, false)
	}
	refused := New(egress.New(egress.Config{}), time.Second)
	for _, host := range []string{"127.0.0.1:1", "169.254.169.254", "[fd00::1]", "10.0.0.1:8080"} {
		requireFailure(t, refused.Send(t.Context(), mustParse(t, "http://"+host+"/"+secret), message), "refused_address", true)
	}
	requireFailure(t, refused.Send(t.Context(), Address{}, message), "address", true)
}

func TestARedirectLeadsNowhere(t *testing.T) {
	t.Parallel()
	reached := make(chan struct{}, 1)
	inner := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached <- struct{}{} }))
	defer inner.Close()
	outer := httptest.NewServer(http.RedirectHandler(inner.URL, http.StatusTemporaryRedirect))
	defer outer.Close()
	requireFailure(t, newCourier().Send(t.Context(), mustParse(t, outer.URL), message), "status_307", true)
	require.Empty(t, reached)
}

func TestLongTextsAreCut(t *testing.T) {
	t.Parallel()
	w := &wire{status: http.StatusOK}
	long := Message{ID: "1", Level: Info, Title: strings.Repeat("ä", 1000), Body: strings.Repeat("ö", 10_000)}
	require.NoError(t, on(w).Send(t.Context(), mustParse(t, "discord://token@42"), long))
	var sent struct {
		Embeds []struct{ Title, Description string }
	}
	require.NoError(t, json.Unmarshal([]byte(w.requests[0].body), &sent))
	require.Len(t, []rune(sent.Embeds[0].Title), 256)
	require.True(t, strings.HasSuffix(sent.Embeds[0].Description, "ö…"))
}
