package result

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// TimeStep is a step of time in UTC. Weeks begin on Monday.
type TimeStep string

// The steps, from the finest.
const (
	Minute  TimeStep = "minute"
	Hour    TimeStep = "hour"
	Day     TimeStep = "day"
	Week    TimeStep = "week"
	Month   TimeStep = "month"
	Quarter TimeStep = "quarter"
	Year    TimeStep = "year"
	Century TimeStep = "century"
)

var (
	steps = []TimeStep{Minute, Hour, Day, Week, Month, Quarter, Year, Century}
	// seconds are the least that a step lasts, so that points are never more than counted.
	seconds = map[TimeStep]float64{
		Minute: 60, Hour: 3600, Day: 86400, Week: 7 * 86400, Month: 28 * 86400, Quarter: 90 * 86400, Year: 365 * 86400, Century: 36524 * 86400,
	}
)

// timeAxis chooses the finest step, no finer than asked for, that gives few enough points.
func (c *charter) timeAxis(ctx context.Context, a *axis, points int) error {
	low, high, err := c.span(ctx, a)
	if err != nil {
		return err
	}
	isDate := a.encoding.Kind == Date
	wanted := c.Step
	if a.name != "x" {
		wanted = ""
	}
	for _, step := range steps {
		if isDate && seconds[step] < seconds[Day] || wanted != "" && seconds[step] < seconds[wanted] {
			continue
		}
		a.step = step
		if (high-low)/seconds[step]+2 <= float64(points) {
			break
		}
	}
	if wanted != "" && a.step != wanted && !(isDate && seconds[wanted] < seconds[Day]) {
		c.note("%ss of %s would be more than %d: %s are shown.", upper(string(wanted)), a.column.Name, points, a.step.plural())
	}
	if !isDate {
		c.note("%s of %s are those of UTC.", upper(a.step.plural()), a.column.Name)
	}
	a.sql = fmt.Sprintf("CAST(date_trunc('%s', %s) AS TIMESTAMP)", a.step, a.column.ID)
	a.encoding = Encoding{Kind: Timestamp, Layout: Seconds}
	return nil
}

func (t TimeStep) plural() string {
	if t == Century {
		return "centuries"
	}
	return string(t) + "s"
}

// text spells the start of a step: a date, or an instant where it is shorter than a day.
func (t TimeStep) text(instant string) string {
	if seconds[t] < seconds[Day] {
		return instant
	}
	day, _, _ := strings.Cut(instant, "T")
	return day
}

// next is the start of the step behind one.
func (t TimeStep) next(at time.Time) time.Time {
	switch t {
	case Minute:
		return at.Add(time.Minute)
	case Hour:
		return at.Add(time.Hour)
	case Day:
		return at.AddDate(0, 0, 1)
	case Week:
		return at.AddDate(0, 0, 7)
	case Month:
		return at.AddDate(0, 1, 0)
	case Quarter:
		return at.AddDate(0, 3, 0)
	case Year:
		return at.AddDate(1, 0, 0)
	default:
		return at.AddDate(100, 0, 0)
	}
}

// fillSteps puts steps without rows between those that have some, so that a
// gap looks like one.
func (c *charter) fillSteps(a *axis) {
	if c.Order == ByValue || len(c.data.Groups) == 0 {
		return
	}
	var groups []ChartGroup
	values := make([][]*string, len(c.data.Series))
	var due time.Time
	empty := 0
	for i, g := range c.data.Groups {
		at, _, ok := instant(*g.Text)
		if !ok {
			return
		}
		for ; i > 0 && due.Before(at) && len(groups) < widest; due = a.step.next(due) {
			text := a.step.text(due.Format(secondsLayout))
			groups = append(groups, ChartGroup{Text: &text})
			for j := range values {
				values[j] = append(values[j], nil)
			}
			empty++
		}
		groups = append(groups, g)
		for j, s := range c.data.Series {
			values[j] = append(values[j], s.Values[i])
		}
		due = a.step.next(at)
	}
	c.data.Groups = groups
	for j := range values {
		c.data.Series[j].Values = values[j]
	}
	if empty > 0 {
		c.note("%s of %s between the others %s no rows.", plainCount(empty, string(a.step), a.step.plural()), a.column.Name, hasOrHave(empty))
	}
}
