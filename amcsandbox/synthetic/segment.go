package synthetic

import (
	"fmt"
	"strings"
	"time"
)

// belongsTo joins a person with each segment they belong to.
const belongsTo = " JOIN (SELECT u, unnest(segments) AS id FROM @person) belongs ON belongs.u = person.u JOIN @segment segment ON segment.id = belongs.id"

const segmentMatched = "list_contains(line.targets, segment.id)"

// dspBySegments repeats an impression for every segment of its person that
// meets a condition.
func (m *model) dspBySegments(condition string) projection {
	p := m.dspImpressions()
	p.from += belongsTo
	p.where = append(p.where, condition)
	p.columns = p.columns.with(columns{
		"behavior_segment_id": "segment.id", "behavior_segment_name": "segment.name",
		"behavior_segment_description": "segment.description", "behavior_segment_matched": segmentMatched,
	})
	return p
}

// regionMarketplace is the marketplace segments of a region belong to, as the
// tables number it.
func regionMarketplace(region string) int {
	return map[string]int{"amer": 1, "eu": 4, "apac": 6}[region]
}

// memberFrom lists people with their segments of a kind. Of the instance's own
// region most people are members, of others those few who shop there too.
func (m *model) memberFrom(region, kind string) (from string, where []string) {
	home := "amer"
	if m.instance.Account.Region == Europe {
		home = "eu"
	}
	share := "0.9"
	if region != home {
		share = "0.12"
	}
	return "@person person" + belongsTo,
		[]string{"segment.kind = " + quote(kind), "draw(person.h, 211) < " + share}
}

func (m *model) memberColumns(region string) columns {
	return columns{
		"no_3p_trackers": "person.no_trackers", "segment_id": "segment.id", "segment_name": "segment.name",
		"segment_marketplace_id": number(regionMarketplace(region)), "user_id": "person.user_id", "user_id_type": "person.user_id_type",
	}
}

// membership is who belongs to which segments today.
func (m *model) membership(region, kind string) projection {
	from, where := m.memberFrom(region, kind)
	return projection{from: from, where: append(where, "draw(hash(person.h, segment.id), 212) < 0.94"), columns: m.memberColumns(region)}
}

// membershipSnapshots is who belonged on the first Thursday of each month;
// people come and go.
func (m *model) membershipSnapshots(region, kind string) projection {
	var days []string
	for month := m.calendar.events.AddDate(0, 0, 1-m.calendar.events.Day()); month.Before(m.calendar.end); month = month.AddDate(0, 1, 0) {
		thursday := month.AddDate(0, 0, (int(time.Thursday)-int(month.Weekday())+7)%7)
		days = append(days, fmt.Sprintf("DATE '%s'", dateOf(thursday)))
	}
	from, where := m.memberFrom(region, kind)
	return projection{
		from: from + " CROSS JOIN unnest([" + strings.Join(days, ", ") + "]) AS snapshot(day)", where: append(where, "draw(hash(person.h, segment.id, snapshot.day), 213) < 0.88"),
		columns: m.memberColumns(region).with(columns{"snapshot_datetime": "snapshot.day"}),
	}
}

// segmentMetadata describes every segment in every marketplace it exists in.
func (m *model) segmentMetadata() projection {
	return projection{
		from: "@segment segment CROSS JOIN unnest([1, 3, 4, 6]) AS market(id)",
		columns: columns{
			"category_level_1": "segment.level1", "category_level_2": "segment.level2", "category_path": "segment.level1 || ' > ' || segment.level2 || ' > ' || segment.name",
			"no_3p_trackers": "FALSE", "segment_description": "segment.description", "segment_id": "segment.id",
			"segment_marketplace_id": "market.id", "segment_name": "segment.name",
		},
	}
}
