package main

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/recomamp/recomamp/internal/recurrence"
	"github.com/recomamp/recomamp/internal/zone"
)

// product is what is held against the oracle: the firings of a rule after one
// instant and up to another, in Unix seconds.
type product func(rule recurrence.Rule, after, through time.Time) ([]int64, error)

// follow is the product itself. It also asks for the next firing from places in
// between, as a scheduler that was away does.
func follow(rule recurrence.Rule, after, through time.Time) ([]int64, error) {
	r, err := recurrence.Compile(rule)
	if err != nil {
		return nil, err
	}
	var fires []int64
	last := after
	for firing := range r.Between(after, through) {
		if len(fires)%97 == 0 {
			between := last.Add(firing.At.Sub(last) / 2)
			if next, ok := r.Next(between); !ok || !next.At.Equal(firing.At) {
				return nil, fmt.Errorf("next after %s is %s, but after %s it is %s", last, firing.At, between, next.At)
			}
		}
		last = firing.At
		fires = append(fires, firing.At.Unix())
	}
	return fires, nil
}

// group is a zone's year with some plans.
type group struct {
	zone  string
	year  int
	plans int
	seed  uint64
}

// mismatch is a plan about which product and oracle disagree.
type mismatch struct {
	rule   recurrence.Rule
	year   int
	detail string
}

// found is what checking a group brought.
type found struct {
	firings int // compared
	refused int // plans without a firing, refused by the product
	wrong   []mismatch
}

// check compares every plan of the group.
func (g group) check(ask product) (found, error) {
	location, err := zone.Load(g.zone)
	if err != nil {
		return found{}, fmt.Errorf("zone %s: %w", g.zone, err)
	}
	f, err := facesOf(location, g.year)
	if err != nil {
		return found{}, err
	}
	random := rand.New(rand.NewPCG(g.seed, 5))
	var all found
	for range g.plans {
		p := draw(random, g.zone, g.year)
		after, through := span(random, p, f)
		want := between(expect(p, f), after, through)
		got, err := ask(p.rule, time.Unix(int64(after)*60, 0), time.Unix(int64(through)*60, 0))
		all.firings += len(want)
		if len(want) == 0 && errors.Is(err, recurrence.ErrNeverFires) {
			all.refused++
			continue
		}
		if detail := difference(want, got, err); detail != "" {
			all.wrong = append(all.wrong, mismatch{p.rule, g.year, detail})
		}
	}
	return all, nil
}

// between turns the UTC minutes of a span, its beginning left out, into seconds.
func between(minutes []int, after, through int) []int64 {
	var unix []int64
	for _, minute := range minutes {
		if minute > after && minute <= through {
			unix = append(unix, int64(minute)*60)
		}
	}
	return unix
}

// span is the UTC minutes to compare: the year, or for plans that fire very
// often some weeks of it, rather around a change of clocks than not.
func span(random *rand.Rand, p *plan, f *faces) (after, through int) {
	last := len(f.shows) - 1
	after, through = f.first+margin-1, f.first+last-margin
	if p.perDay() <= 48 {
		return after, through
	}
	middle := margin + random.IntN(last-2*margin)
	if changes := f.changes(); len(changes) > 0 && random.IntN(4) > 0 {
		middle = changes[random.IntN(len(changes))]
	}
	const around = 5 * 24 * 60
	return max(after, f.first+middle-around), min(through, f.first+middle+around)
}

// difference says where the product departs from the oracle; "" when nowhere.
func difference(want, got []int64, err error) string {
	if err != nil {
		return "refused: " + err.Error()
	}
	for i := range max(len(want), len(got)) {
		switch {
		case i >= len(got):
			return fmt.Sprintf("missed %s", utc(want[i]))
		case i >= len(want):
			return fmt.Sprintf("fired at %s, beyond the last", utc(got[i]))
		case want[i] != got[i]:
			return fmt.Sprintf("firing %d is %s, should be %s", i+1, utc(got[i]), utc(want[i]))
		}
	}
	return ""
}

func utc(unix int64) string { return time.Unix(unix, 0).UTC().Format(time.RFC3339) }

// The years in which clocks did something rare come first in every run.
var rare = []group{
	{zone: "Pacific/Apia", year: 2011},        // skipped 30 December
	{zone: "Pacific/Fakaofo", year: 2011},     // and so did Tokelau
	{zone: "Australia/Lord_Howe", year: 2026}, // half an hour
	{zone: "America/Santiago", year: 2026},    // midnight
	{zone: "Africa/Cairo", year: 2014},        // four changes, midnight
	{zone: "Africa/Cairo", year: 2026},        // midnight
	{zone: "Africa/Casablanca", year: 2013},   // summer time with a pause for Ramadan
	{zone: "Africa/Casablanca", year: 2026},   // winter time for Ramadan only
	{zone: "America/St_Johns", year: 2007},    // one minute past midnight
	{zone: "America/Caracas", year: 2007},     // half an hour for good
	{zone: "America/Caracas", year: 2016},     // and forward again
	{zone: "Asia/Pyongyang", year: 2015},      // half an hour
	{zone: "Antarctica/Troll", year: 2026},    // two hours
	{zone: "America/Sao_Paulo", year: 2017},   // midnight
	{zone: "Asia/Gaza", year: 2011},           // five changes
	{zone: "Europe/Istanbul", year: 2016},     // summer time for good
	{zone: "Antarctica/Casey", year: 2018},    // three hours
	{zone: "Asia/Kathmandu", year: 2026},      // a quarter hour from anybody
	{zone: "America/Argentina/San_Luis", year: 2008},
	{zone: "Asia/Tehran", year: 2022},
}

// groups plans a run: the rare years, then every zone in turn in random years.
func groups(cases int, seed uint64) []group {
	const plans = 5
	random := rand.New(rand.NewPCG(seed, 1))
	names := zone.Names()
	random.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
	var run []group
	for planned := 0; planned < cases; planned += plans {
		g := group{zone: names[len(run)%len(names)], year: 2005 + random.IntN(36)}
		if len(run) < len(rare) {
			g = rare[len(run)]
		}
		g.plans, g.seed = min(plans, cases-planned), random.Uint64()
		run = append(run, g)
	}
	return run
}

// zonesOf counts the different zones of a run.
func zonesOf(run []group) int {
	var names []string
	for _, g := range run {
		names = append(names, g.zone)
	}
	slices.Sort(names)
	return len(slices.Compact(names))
}
