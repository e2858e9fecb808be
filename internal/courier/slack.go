package courier

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/nicholas-fedor/shoutrrr/pkg/services/chat/slack"
)

// slackMessages is where a bot posts.
const slackMessages = "https://slack.com/api/chat.postMessage"

// slackTo brings messages to a webhook, or as a bot to a channel.
type slackTo struct{ config *slack.Config }

func readSlack(u *url.URL) (carrier, string, error) {
	if u.User == nil && len(u.Path) < 2 {
		return nil, "", invalid("has no token")
	}
	config := new(slack.Config)
	if err := config.SetURL(u); err != nil {
		return nil, "", invalid("is no Slack address; it looks like https://hooks.slack.com/services/T…/B…/… or slack://hook:T…-B…-…@webhook")
	}
	if config.Token.IsAPIToken() {
		return &slackTo{config}, "Slack, channel " + config.Channel, nil
	}
	return &slackTo{config}, "hooks.slack.com/•••", nil
}

// slackText makes what Slack takes for markup harmless, calls to people among it.
var slackText = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

var colors = map[Level]string{Info: "#2563eb", Warning: "#d97706", Urgent: "#dc2626"}

func (s *slackTo) send(ctx context.Context, by *Courier, m Message) error {
	body := slackText.Replace(m.Body)
	if m.Link != "" {
		body += "\n" + slackText.Replace(m.Link)
	}
	payload := map[string]any{
		"text":        slackText.Replace(m.Title),
		"attachments": []map[string]any{{"color": colors[m.Level], "text": cut(body, 3000), "fallback": slackText.Replace(m.Title)}},
	}
	if s.config.BotName != "" {
		payload["username"] = s.config.BotName
	}
	if !s.config.Token.IsAPIToken() {
		return by.post(ctx, m, s.config.Token.WebhookURL(), payload)
	}
	payload["channel"] = s.config.Channel
	return s.asBot(ctx, by, m, payload)
}

// asBot posts with a bot's token. Slack answers 200 to what it refuses and says
// so in the body.
func (s *slackTo) asBot(ctx context.Context, by *Courier, m Message, payload any) error {
	body, err := json.Marshal(payload)
	if err != nil {
		return fmt.Errorf("encode message: %w", err)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, slackMessages, bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("call Slack: %w", err)
	}
	request.Header.Set("Content-Type", "application/json; charset=utf-8")
	request.Header.Set("Authorization", s.config.Token.Authorization())
	request.Header.Set("Idempotency-Key", m.ID)
	answer, err := by.http.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if err := checkAnswer(answer); err != nil {
		return err
	}
	var said struct {
		OK    bool   `json:"ok"`
		Error string `json:"error"`
	}
	if err := json.NewDecoder(io.LimitReader(answer.Body, 64<<10)).Decode(&said); err != nil {
		return &Failure{Code: "answer", Words: "Slack's answer could not be read."}
	}
	if !said.OK {
		return slackRefusal(said.Error)
	}
	return nil
}

// slackRefusal tells the refusals that people can mend apart.
func slackRefusal(code string) *Failure {
	switch code {
	case "ratelimited", "service_unavailable", "internal_error", "fatal_error", "request_timeout":
		return &Failure{Code: "slack_busy", Words: "Slack cannot take the message just now."}
	case "channel_not_found", "not_in_channel", "is_archived":
		return &Failure{Code: "slack_channel", Permanent: true, Words: "Slack does not let the bot write to that channel.", Next: "Invite the bot to the channel, or enter another one."}
	default:
		return &Failure{Code: "slack_refused", Permanent: true, Words: "Slack refuses the bot's token.", Next: "Make a new token with the right to write messages and enter it."}
	}
}
