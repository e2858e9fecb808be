package result

import (
	"regexp"
	"strings"
)

// Names that tell what values are, where their types do not.
var (
	rateNames  = regexp.MustCompile(`(?i)(^|_)(rate|avg|average|mean|share|ratio|pct|percent|ctr|cpc|cpm|cpa|acos|roas|per)(_|$)|%`)
	idNames    = regexp.MustCompile(`(?i)(^|_)ids?(_string)?$|asin$`)
	pathNames  = regexp.MustCompile(`(?i)(^|_)(path|journey|touchpoints?)(_|$)`)
	stageNames = regexp.MustCompile(`(?i)(^|_)(stage|step|funnel)(_|$)`)
	fromNames  = regexp.MustCompile(`(?i)(^|_)(source|from|start|first)(_|$)`)
	toNames    = regexp.MustCompile(`(?i)(^|_)(target|to|end|last|destination)(_|$)`)
)

// sorted are the columns of a view by what they are good for in a chart.
type sorted struct {
	times, numbers []ViewColumn
	groups         []ViewColumn // ids last: there are too many of them to stand beside each other
	ids            int          // how many of the groups are ids
	path, from, to *ViewColumn
}

// kinds are the groups that each stand for many rows, as far as names tell.
func (s sorted) kinds() []ViewColumn { return s.groups[:len(s.groups)-s.ids] }

// SuggestCharts gives the charts that suit the columns of a view of so many
// rows, the best first. It is never empty but for a view without columns.
func SuggestCharts(columns []ViewColumn, rows int64) []Chart {
	s := sortColumns(columns)
	var out []Chart
	add := func(c Chart) { out = append(out, c) }
	measure := []ViewAggregate{{Function: Count}}
	if len(s.numbers) > 0 {
		measure = []ViewAggregate{measureOf(s.numbers[0])}
	}
	if rows == 1 && len(s.numbers) > 0 {
		add(Chart{Kind: ChartNumber, Values: measures(s.numbers, 4)})
	}
	if s.path != nil {
		add(Chart{Kind: ChartSankey, X: s.path.ID, Values: measure})
	}
	if s.from != nil && s.to != nil {
		add(Chart{Kind: ChartSankey, X: s.from.ID, Y: s.to.ID, Values: measure})
	}
	if len(s.times) > 0 {
		over := Chart{Kind: ChartLine, X: s.times[0].ID, Values: measure}
		if kinds := s.kinds(); len(kinds) > 0 {
			over.Split = kinds[0].ID
		}
		add(over)
		over.Kind = ChartArea
		add(over)
	}
	if len(s.groups) > 0 {
		first, by := s.groups[0], Chart{Kind: ChartBar, X: s.groups[0].ID, Values: measure}
		stages := stageNames.MatchString(first.Name)
		if stages {
			add(Chart{Kind: ChartFunnel, X: first.ID, Values: measure})
		}
		if kinds := s.kinds(); len(kinds) > 1 {
			by.Split = kinds[1].ID
		}
		add(by)
		if len(s.groups) > 1 {
			add(Chart{Kind: ChartHeatMap, X: s.groups[1].ID, Y: first.ID, Values: measure})
		}
		add(Chart{Kind: ChartPie, X: first.ID, Values: measure})
		if !stages {
			add(Chart{Kind: ChartFunnel, X: first.ID, Values: measure})
		}
	}
	if len(s.numbers) > 1 {
		add(Chart{Kind: ChartScatter, X: s.numbers[0].ID, Y: s.numbers[1].ID})
	}
	if len(s.numbers) > 0 {
		add(Chart{Kind: ChartHistogram, X: s.numbers[0].ID})
		box := Chart{Kind: ChartBox, Y: s.numbers[0].ID}
		if len(s.groups) > 0 {
			box.X = s.groups[0].ID
		}
		add(box)
	}
	if rows != 1 || len(s.numbers) == 0 {
		add(Chart{Kind: ChartNumber, Values: append(measures(s.numbers, 3), ViewAggregate{Function: Count})})
	}
	return out
}

// sortColumns tells times, numbers and groups apart. Ids are no numbers, and groups of last resort; whole
// numbers that are metrics come before those that are none.
func sortColumns(columns []ViewColumn) sorted {
	var s sorted
	var others, ids []ViewColumn
	for i, c := range columns {
		kind := c.Encoding.Kind
		switch {
		case isTime(kind):
			s.times = append(s.times, c)
		case isNumeric(kind) && !idNames.MatchString(c.Name) && (c.Role == "METRIC" || c.Function != "" || kind != Integer):
			s.numbers = append(s.numbers, c)
		case isNumeric(kind) && !idNames.MatchString(c.Name) && c.Role != "DIMENSION" && !c.Key:
			others = append(others, c)
		case kind == Text && s.path == nil && (strings.EqualFold(c.Type, "ARRAY") || pathNames.MatchString(c.Name)):
			s.path = &columns[i]
		default:
			if idNames.MatchString(c.Name) {
				ids = append(ids, c)
			} else {
				s.groups = append(s.groups, c)
			}
			if kind == Text && s.from == nil && fromNames.MatchString(c.Name) {
				s.from = &columns[i]
			}
			if kind == Text && s.to == nil && toNames.MatchString(c.Name) {
				s.to = &columns[i]
			}
		}
	}
	s.numbers, s.groups, s.ids = append(s.numbers, others...), append(s.groups, ids...), len(ids)
	return s
}

// measureOf adds a column up, or takes its mean where a sum means nothing.
func measureOf(c ViewColumn) ViewAggregate {
	if rateNames.MatchString(c.Name) || c.Function == Mean {
		return ViewAggregate{Function: Mean, Column: c.ID}
	}
	return ViewAggregate{Function: Sum, Column: c.ID}
}

func measures(columns []ViewColumn, most int) []ViewAggregate {
	var out []ViewAggregate
	for _, c := range columns[:min(most, len(columns))] {
		out = append(out, measureOf(c))
	}
	return out
}
