package notify

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
)

// compose writes the message about notices to a channel.
func (s *Service) compose(ctx context.Context, tx bun.Tx, to *channelRow, id actor.MessageID, notices []*Notice, now time.Time) (*messageRow, error) {
	m := &messageRow{ID: id, ChannelID: to.ID, State: sending, DueAt: now, CreatedAt: now, Severity: Info, Link: s.link("/notifications")}
	var parts []string
	for _, n := range notices {
		if n.Severity.rank() > m.Severity.rank() {
			m.Severity = n.Severity
		}
		affected, err := affected(ctx, tx, to.channel().Takes, n)
		if err != nil {
			return nil, err
		}
		parts = append(parts, strings.Join(nonEmpty(n.Body, affected, s.nextLine(n)), "\n"))
	}
	if len(notices) == 1 {
		m.Title, m.Body = notices[0].Title, parts[0] // which says where its next step is
		return m, nil
	}
	m.Title = fmt.Sprintf("%d things need you", len(notices))
	var body strings.Builder
	for i, n := range notices {
		fmt.Fprintf(&body, "%s: %s\n%s\n\n", title(n.Severity), n.Title, parts[i])
	}
	m.Body = strings.TrimSpace(body.String())
	return m, nil
}

// named is how many subjects of a kind are named.
const named = 5

// affected tells of the subjects of a notice that a channel may hear of:
// "5 schedules: Reach, Overlap, …".
func affected(ctx context.Context, tx bun.Tx, to Takes, n *Notice) (string, error) {
	if n.Count < 2 {
		return "", nil // the title is about it
	}
	var subjects []subject
	err := tx.NewSelect().Model(&subjects).Where("notice_id = ?", n.ID).Order("kind", "added_at", "name").Scan(ctx)
	if err != nil {
		return "", fmt.Errorf("read subjects of notice %s: %w", n.ID, err)
	}
	var order []string
	names := map[string][]string{}
	for _, of := range subjects {
		if n.ClientID == "" && !to.names(of) {
			continue
		}
		if names[of.Kind] == nil {
			order = append(order, of.Kind)
		}
		names[of.Kind] = append(names[of.Kind], of.Name)
	}
	lines := make([]string, len(order))
	for i, kind := range order {
		lines[i] = listed(kind, names[kind])
	}
	return strings.Join(lines, "\n"), nil
}

func listed(kind string, names []string) string {
	count, more := len(names), ""
	if count > named {
		more = fmt.Sprintf(" and %d more", count-named)
		names = names[:named]
	}
	if count != 1 {
		kind += "s"
	}
	return fmt.Sprintf("%d %s: %s%s", count, kind, strings.Join(names, ", "), more)
}

// nextLine says what to do, and where.
func (s *Service) nextLine(n *Notice) string {
	if n.NextLabel == "" {
		return ""
	}
	return n.NextLabel + ": " + s.link(n.NextPath)
}

func (s *Service) link(path string) string { return s.config.SiteURL + path }

func nonEmpty(all ...string) (some []string) {
	for _, text := range all {
		if text != "" {
			some = append(some, text)
		}
	}
	return some
}

func title(s Severity) string { return strings.ToUpper(string(s[:1])) + string(s[1:]) }
