package courier

import (
	"context"
	"net/url"

	"github.com/nicholas-fedor/shoutrrr/pkg/services/chat/discord"
)

// discordTo brings messages to a Discord webhook.
type discordTo struct{ config *discord.Config }

func readDiscord(u *url.URL) (carrier, string, error) {
	config := new(discord.Config)
	if err := config.SetURL(u); err != nil || !isPlain(config.WebhookID) || !isPlain(config.Token) {
		return nil, "", invalid("is no Discord address; it looks like https://discord.com/api/webhooks/…/… or discord://token@id")
	}
	return &discordTo{config}, "discord.com/•••", nil
}

// isPlain holds for the ids and tokens of Discord, so that they cannot lead elsewhere.
func isPlain(text string) bool {
	for _, r := range text {
		if (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && r != '-' && r != '_' {
			return false
		}
	}
	return text != ""
}

var discordColors = map[Level]int{Info: 0x2563eb, Warning: 0xd97706, Urgent: 0xdc2626}

func (d *discordTo) send(ctx context.Context, by *Courier, m Message) error {
	embed := map[string]any{"title": cut(m.Title, 256), "description": cut(m.Body, 4000), "color": discordColors[m.Level]}
	if m.Link != "" {
		embed["url"] = m.Link
	}
	return by.post(ctx, m, discord.CreateAPIURLFromConfig(d.config), map[string]any{
		"username": d.config.Username, "embeds": []any{embed},
		"allowed_mentions": map[string]any{"parse": []string{}}, // nobody is called by a name in a text
	})
}
