package synthetic

import (
	"fmt"
	"strings"
)

// dspVideoEvents repeats a video impression for every event of its player.
func (m *model) dspVideoEvents() projection {
	// Chance of each event on an online video; television is rarely left, so
	// the chances of getting far are nearer to 1 there.
	progress := []struct {
		name   string
		chance float64
	}{
		{"video_creative_view", 1},
		{"video_impression", 1},
		{"video_start", 0.98},
		{"video_first_quartile", 0.86},
		{"video_midpoint", 0.75},
		{"video_third_quartile", 0.67},
		{"video_complete", 0.6},
	}
	acts := []struct {
		name   string
		chance float64
	}{
		{"video_mute", 0.05}, {"video_unmute", 0.06}, {"video_pause", 0.04}, {"video_skip_backward", 0.006}, {"video_skip_forward", 0.02},
	}
	var rows []string
	events := columns{"video_replay": "0", "video_resume": "0", "video_click": "(happened.name = 'video_click')"}
	for _, event := range progress {
		rows = append(rows, fmt.Sprintf("('%s', %g, 1)", event.name, event.chance))
		events[event.name] = "(happened.name = '" + event.name + "')"
	}
	for i, event := range acts {
		rows = append(rows, fmt.Sprintf("('%s', %g, %d)", event.name, event.chance, i+2))
		events[event.name] = "(happened.name = '" + event.name + "')"
	}
	rows = append(rows, "('video_click', 0, 0)")
	p := m.dspImpressions()
	p.from += " CROSS JOIN (VALUES " + strings.Join(rows, ", ") + ") AS happened(name, chance, salt)"
	p.where = append(p.where, "creative.creative_category = 'Video'",
		"CASE WHEN happened.salt = 0 THEN i.click_t IS NOT NULL WHEN happened.salt = 1 AND campaign.format = 'ctv' THEN draw(i.id, 151) < sqrt(sqrt(happened.chance)) ELSE draw(i.id, 150 + happened.salt) < happened.chance END")
	p.columns = p.columns.with(events)
	return p
}
