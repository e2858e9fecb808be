package duckdb

import (
	"fmt"
	"regexp"
	"strconv"
	"time"
)

// duration is an ISO-8601 duration such as P14D or P1M2DT6H.
type duration struct {
	months, days int
	clock        time.Duration
}

var durationPattern = regexp.MustCompile(`^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$`)

// maxDurationPart keeps sums of parts far from overflow and within what dates can hold.
const maxDurationPart = 100_000

func parseDuration(text string) (duration, error) {
	const longest = 64 // characters; more than the largest parts need
	if len(text) > longest {
		return duration{}, fmt.Errorf("%q… is too long a duration", text[:longest])
	}
	parts := durationPattern.FindStringSubmatch(text)
	if parts == nil || text == "P" || text[len(text)-1] == 'T' {
		return duration{}, fmt.Errorf("%q is not an ISO-8601 duration", text)
	}
	var n [8]int
	for i := 1; i < len(parts); i++ {
		if parts[i] == "" {
			continue
		}
		number, err := strconv.Atoi(parts[i])
		if err != nil || number > maxDurationPart {
			return duration{}, fmt.Errorf("%q is too long a duration", text)
		}
		n[i] = number
	}
	return duration{
		months: 12*n[1] + n[2],
		days:   7*n[3] + n[4],
		clock:  time.Duration(n[5])*time.Hour + time.Duration(n[6])*time.Minute + time.Duration(n[7])*time.Second,
	}, nil
}

func (d duration) before(t time.Time) time.Time {
	return t.UTC().AddDate(0, -d.months, -d.days).Add(-d.clock)
}

func (d duration) after(t time.Time) time.Time {
	return t.UTC().AddDate(0, d.months, d.days).Add(d.clock)
}
