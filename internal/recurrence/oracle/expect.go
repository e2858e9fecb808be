package main

import "slices"

// expect lists the UTC minutes at which a plan fires, by stepping through all
// UTC minutes of f. This is the definition of a recurrence, as the oracle
// understands the documentation:
//
//   - a local minute of the plan fires when the clock shows it; when it shows
//     it again, only under the policy "twice";
//   - a local minute of the plan that the clock never shows fires, under the
//     policy "shift", when the clock jumps over it.
func expect(p *plan, f *faces) []int {
	wanted := p.minutes(f.lowest, len(f.seen))
	var fires []int
	lowest := int32(f.lowest)
	for i := 1; i < len(f.shows); i++ {
		local := f.shows[i] - lowest
		due := wanted[local] && (p.twice || f.seen[local] == int32(i))
		for skipped := f.shows[i-1] - lowest + 1; p.shift && skipped < local; skipped++ {
			due = due || wanted[skipped] && f.seen[skipped] < 0
		}
		if due {
			fires = append(fires, f.first+i)
		}
	}
	return fires
}

// minutes marks the local minutes that the plan names, from a first one on.
func (p *plan) minutes(first, count int) []bool {
	marks := make([]bool, count)
	mark := func(local int) {
		if i := local - first; i >= 0 && i < count && !p.forbids(local/(24*60)) {
			marks[i] = true
		}
	}
	if p.hours > 0 {
		for local := p.start()*24*60 + p.minute; local < first+count; local += p.hours * 60 {
			mark(local)
		}
		return marks
	}
	for _, day := range p.days(first/(24*60)-1, (first+count)/(24*60)+1) {
		for _, at := range p.times {
			mark(day*24*60 + at)
		}
	}
	return marks
}

// forbids reports whether the plan cannot fire on a day.
func (p *plan) forbids(day int) bool {
	return p.hasFrom && day < p.from || p.hasUntil && day > p.until || !p.onlyBusiness && p.excluded[day]
}

// start is the day that intervals count from.
func (p *plan) start() int {
	if p.hasFrom {
		return p.from
	}
	return 0
}

// days lists the days from low to high on which the plan has its times.
func (p *plan) days(low, high int) []int {
	var days []int
	add := func(day int) {
		if low <= day && day <= high {
			days = append(days, day)
		}
	}
	switch p.kind {
	case everyHours: // has no days
	case everyDays:
		for day := p.start(); day <= high; day += p.every {
			add(day)
		}
	case everyWeeks:
		monday := p.start()
		if !p.hasFrom {
			monday = 4 // 5 January 1970
		}
		for calendar[monday].weekday != 1 {
			monday--
		}
		for ; monday <= high; monday += 7 * p.every {
			for day := monday; day < monday+7; day++ {
				if p.weekdays[calendar[day].weekday] {
					add(day)
				}
			}
		}
	case everyMonths:
		for month := calendar[p.start()].monthNumber; month < len(monthDays); month += p.every {
			for _, day := range p.daysOf(monthDays[month]) {
				add(day)
			}
		}
	case byCron:
		for day := low; day <= high; day++ {
			if p.cron.names(day) {
				add(day)
			}
		}
	}
	return days
}

// daysOf picks the plan's days from those of a month, in order.
func (p *plan) daysOf(month []int) []int {
	var picked, candidates []int
	for _, day := range month {
		d := calendar[day]
		switch p.on {
		case onDay:
			if slices.Contains(p.dates, d.day) {
				picked = append(picked, day)
			}
		case onLastDay:
			candidates = append(candidates, day)
		case onWeekday:
			if d.weekday == p.weekday {
				candidates = append(candidates, day)
			}
		case onBusinessDay:
			if d.weekday != 0 && d.weekday != 6 && !p.excluded[day] {
				candidates = append(candidates, day)
			}
		}
	}
	if day, ok := nthOf(candidates, p.nth); ok {
		picked = append(picked, day)
	}
	return picked
}

// nthOf takes the nth of some days, or the last for -1.
func nthOf(days []int, nth int) (int, bool) {
	if nth == -1 {
		nth = len(days)
	}
	if nth < 1 || nth > len(days) {
		return 0, false
	}
	return days[nth-1], true
}
