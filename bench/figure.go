package main

import (
	"fmt"
	"slices"
	"time"
)

// better says which direction of a figure is good.
type better int

const (
	lower better = iota
	higher
)

// figure is one measured value, beside a baseline where there is one.
type figure struct {
	name     string
	value    float64
	unit     string
	better   better
	baseline string // empty when there is none
	against  float64
}

func (f figure) line(area string) string {
	text := fmt.Sprintf("bench: area=%s name=%s value=%.4g unit=%s", area, f.name, f.value, f.unit)
	if f.baseline == "" || f.value == 0 || f.against == 0 {
		return text
	}
	ratio := f.against / f.value
	if f.better == higher {
		ratio = f.value / f.against
	}
	return fmt.Sprintf("%s baseline=%s baseline_value=%.4g ratio=%.3g", text, f.baseline, f.against, ratio)
}

// median of runs calls of measure, which returns a duration.
func median(runs int, measure func() (time.Duration, error)) (time.Duration, error) {
	all := make([]time.Duration, 0, runs)
	for range runs {
		d, err := measure()
		if err != nil {
			return 0, err
		}
		all = append(all, d)
	}
	slices.Sort(all)
	return all[len(all)/2], nil
}

// worstBut5 is the time within which 95 of 100 calls are done. What is measured
// has one call for each of many places.
func worstBut5(places int, measure func(place int)) time.Duration {
	all := make([]time.Duration, places)
	for place := range places {
		began := time.Now()
		measure(place)
		all[place] = time.Since(began)
	}
	slices.Sort(all)
	return all[len(all)*95/100]
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
