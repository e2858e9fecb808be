package main

import (
	"fmt"
	"slices"
	"time"
)

// faces is what the clock of a zone shows at each UTC minute of a year and a
// few days around it.
type faces struct {
	first  int     // the first UTC minute since 1970
	shows  []int32 // local minute since 1970-01-01 00:00, by UTC minute from first on
	lowest int     // the smallest value of shows
	// seen is the first UTC minute (as index of shows) that shows a local
	// minute, by local minute from lowest on; -1 for minutes never shown.
	seen []int32
}

const margin = 4 * 24 * 60 // minutes before and after the year

// facesOf reads the clock of a zone minute by minute. Within an hour at whose
// ends it is equally far from UTC it is taken not to change.
func facesOf(zone *time.Location, year int) (*faces, error) {
	f := &faces{first: newYear(year)*24*60 - margin}
	end := newYear(year+1)*24*60 + margin
	f.shows = make([]int32, 0, end-f.first)
	ahead := func(minute int) (int, error) {
		_, seconds := time.Unix(int64(minute)*60, 0).In(zone).Zone()
		if seconds%60 != 0 {
			return 0, fmt.Errorf("%s is %d seconds ahead of UTC, which the oracle cannot show", zone, seconds)
		}
		return seconds / 60, nil
	}
	for hour := f.first; hour < end; hour += 60 {
		at, err := ahead(hour)
		if err != nil {
			return nil, err
		}
		next, err := ahead(hour + 60)
		if err != nil {
			return nil, err
		}
		for minute := hour; minute < hour+60; minute++ {
			if at != next {
				if at, err = ahead(minute); err != nil {
					return nil, err
				}
			}
			f.shows = append(f.shows, int32(minute+at))
		}
	}
	f.look()
	return f, nil
}

// look notes when each local minute is first shown.
func (f *faces) look() {
	lowest, highest := slices.Min(f.shows), slices.Max(f.shows)
	f.lowest = int(lowest)
	f.seen = make([]int32, highest-lowest+1)
	for i := range f.seen {
		f.seen[i] = -1
	}
	for i, local := range f.shows {
		if f.seen[local-lowest] < 0 {
			f.seen[local-lowest] = int32(i)
		}
	}
}

// changes lists the UTC minutes (as indexes) at which the clock jumps.
func (f *faces) changes() []int {
	var at []int
	for i := 1; i < len(f.shows); i++ {
		if f.shows[i] != f.shows[i-1]+1 {
			at = append(at, i)
		}
	}
	return at
}
