package recurrence

// dates is a set of calendar dates.
type dates interface {
	// next returns the first date on or after from.
	next(from day) (day, bool)
}

// everyDays is every interval-th day, counted from anchor.
type everyDays struct {
	anchor   day
	interval int64
}

func (e everyDays) next(from day) (day, bool) {
	return from + day(floorMod(int64(e.anchor-from), e.interval)), true
}

// everyWeeks is some weekdays of every interval-th week, counted from the week
// of anchor (a Monday).
type everyWeeks struct {
	anchor   day
	interval int64
	weekdays uint8 // bit 0 is Monday; never 0
}

func (e everyWeeks) next(from day) (day, bool) {
	weeks := floorMod(int64(from.monday()-e.anchor)/7, e.interval)
	if weeks == 0 {
		for d := from; ; d++ {
			if e.weekdays&(1<<d.weekday()) != 0 {
				return d, true
			}
			if d.weekday() == 6 {
				break
			}
		}
	}
	d := from.monday() + day(7*(e.interval-weeks))
	for e.weekdays&(1<<d.weekday()) == 0 {
		d++
	}
	return d, true
}

// The Gregorian calendar repeats after so many months, weekdays included: what
// does not occur in as many months in a row never does.
const calendarCycle = 400 * 12

// everyMonths is one day, or some, of every interval-th month, counted from anchor.
type everyMonths struct {
	anchor   month
	interval int64
	on       Monthly
	holidays map[day]bool
}

func (e everyMonths) next(from day) (day, bool) {
	m := from.month()
	m += month(floorMod(int64(e.anchor-m), e.interval))
	for range calendarCycle + 1 {
		if m.first() > lastDay {
			break
		}
		if d, ok := e.on.pick(m, from, e.holidays); ok {
			return d, true
		}
		m += month(e.interval)
	}
	return 0, false
}

// pick gives the first day of m on or after from, if m has one.
func (on Monthly) pick(m month, from day, holidays map[day]bool) (d day, ok bool) {
	switch on.Kind {
	case OnDay:
		for _, number := range on.days() {
			if d = m.first() + day(number-1); number <= m.days() && d >= from {
				return d, true
			}
		}
		return 0, false
	case OnLastDay:
		d, ok = (m+1).first()-1, true
	case OnWeekday:
		d, ok = nthWeekday(m, on.Nth, weekdayIndex(on.Weekday))
	case OnBusinessDay:
		d, ok = nthBusinessDay(m, on.Nth, holidays)
	}
	return d, ok && d >= from
}

// nthWeekday is the nth of a weekday (Monday is 0) in m; nth -1 is the last.
func nthWeekday(m month, nth, weekday int) (day, bool) {
	if nth < 0 {
		last := (m + 1).first() - 1
		return last - day(floorMod(int64(last.weekday()-weekday), 7)), true
	}
	first := m.first()
	d := first + day(floorMod(int64(weekday-first.weekday()), 7)) + day(7*(nth-1))
	return d, d.month() == m
}

// nthBusinessDay is the nth day of m from Monday to Friday that is no holiday;
// nth -1 is the last.
func nthBusinessDay(m month, nth int, holidays map[day]bool) (day, bool) {
	d, step := m.first(), day(1)
	if nth < 0 {
		d, step, nth = (m+1).first()-1, -1, -nth
	}
	for ; d.month() == m; d += step {
		if d.weekday() >= 5 || holidays[d] {
			continue
		}
		if nth--; nth == 0 {
			return d, true
		}
	}
	return 0, false
}
