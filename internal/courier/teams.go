package courier

import (
	"context"
	"net/url"
	"strings"
)

// teamsTo brings messages to a workflow of Teams that waits for a webhook
// request. The connectors before it (teams://… of shoutrrr) have been switched
// off by Microsoft.
type teamsTo struct{ url string }

func isTeams(host string) bool {
	for _, domain := range []string{".logic.azure.com", ".powerplatform.com", ".powerautomate.com", ".webhook.office.com"} {
		if strings.HasSuffix(host, domain) {
			return true
		}
	}
	return false
}

func readTeams(u *url.URL) (carrier, string, error) {
	if u.Scheme == "teams" || strings.HasSuffix(strings.ToLower(u.Hostname()), ".webhook.office.com") {
		return nil, "", invalid("is one of an Office 365 connector, which Microsoft has switched off; in Teams, add the workflow “Post to a channel when a webhook request is received” and paste its address")
	}
	if err := checkHost(u); err != nil {
		return nil, "", err
	}
	target := *u
	target.Scheme = strings.TrimPrefix(u.Scheme, "teams+")
	return &teamsTo{target.String()}, hostOf(u) + "/•••", nil
}

func (t *teamsTo) send(ctx context.Context, by *Courier, m Message) error {
	card := map[string]any{
		"$schema": "http://adaptivecards.io/schemas/adaptive-card.json", "type": "AdaptiveCard", "version": "1.4",
		"body": []map[string]any{
			{"type": "TextBlock", "text": teamsText(m.Title), "weight": "Bolder", "size": "Medium", "wrap": true, "color": teamsColors[m.Level]},
			{"type": "TextBlock", "text": teamsText(cut(m.Body, 6000)), "wrap": true},
		},
	}
	if m.Link != "" {
		card["actions"] = []map[string]any{{"type": "Action.OpenUrl", "title": "Open in RecomAMP", "url": m.Link}}
	}
	return by.post(ctx, m, t.url, map[string]any{
		"type":        "message",
		"attachments": []map[string]any{{"contentType": "application/vnd.microsoft.card.adaptive", "content": card}},
	})
}

var teamsColors = map[Level]string{Info: "Accent", Warning: "Warning", Urgent: "Attention"}

// teamsText makes Markdown harmless and keeps lines apart.
func teamsText(text string) string {
	return strings.NewReplacer(`\`, `\\`, "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "#", `\#`, "`", "\\`", "\n", "\n\n").Replace(text)
}
