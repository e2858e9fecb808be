package main

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/recurrence"
	"github.com/recomamp/recomamp/internal/zone"
)

// The short form of make oracle.
func TestTheProductAgreesWithTheOracle(t *testing.T) {
	t.Parallel()
	for _, seed := range []uint64{1, uint64(time.Now().UnixNano())} {
		var out bytes.Buffer
		wrong, err := run(&out, 150, seed, follow)
		require.NoError(t, err)
		require.Zero(t, wrong, out.String())
		require.True(t, strings.HasSuffix(out.String(), "mismatches=0\n"), out.String())
	}
}

// Errors a calendar might have are found: each leaves most firings alone.
func TestTheOracleCatchesPlantedErrors(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(r *recurrence.Recurrence, fires []int64) []int64{
		"a firing that was shifted over a gap is lost": func(r *recurrence.Recurrence, fires []int64) []int64 {
			return slices.DeleteFunc(fires, func(unix int64) bool {
				f, _ := r.Next(time.Unix(unix-1, 0))
				return len(f.Missing) > 0
			})
		},
		"the second of two firings is lost": func(r *recurrence.Recurrence, fires []int64) []int64 {
			return slices.DeleteFunc(fires, func(unix int64) bool {
				f, _ := r.Next(time.Unix(unix-1, 0))
				return f.Showing == 2
			})
		},
		"the first of two is an hour late": func(r *recurrence.Recurrence, fires []int64) []int64 {
			for i, unix := range fires {
				if f, _ := r.Next(time.Unix(unix-1, 0)); f.Showing == 1 {
					fires[i] += 3600
				}
			}
			return fires
		},
		"one minute late once": func(_ *recurrence.Recurrence, fires []int64) []int64 {
			if len(fires) > 0 {
				fires[len(fires)/2] += 60
			}
			return fires
		},
		"the last twice": func(_ *recurrence.Recurrence, fires []int64) []int64 {
			if len(fires) > 0 {
				fires = append(fires, fires[len(fires)-1])
			}
			return fires
		},
		"31 December is forgotten": func(_ *recurrence.Recurrence, fires []int64) []int64 {
			return slices.DeleteFunc(fires, func(unix int64) bool {
				_, month, day := time.Unix(unix, 0).UTC().Date()
				return month == time.December && day == 31
			})
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out bytes.Buffer
			wrong, err := run(&out, 30, 7, func(rule recurrence.Rule, after, through time.Time) ([]int64, error) {
				fires, err := follow(rule, after, through)
				if err != nil {
					return nil, err
				}
				r, err := recurrence.Compile(rule)
				return spoil(r, fires), err
			})
			require.NoError(t, err)
			require.Positive(t, wrong)
			require.Contains(t, out.String(), "mismatch: year=")
			require.NotContains(t, out.String(), "mismatches=0")
		})
	}
}

// A rule that the product cannot read is a mismatch, not a pass.
func TestARefusalIsAMismatch(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	wrong, err := run(&out, 20, 3, func(recurrence.Rule, time.Time, time.Time) ([]int64, error) {
		return nil, recurrence.ErrInvalid
	})
	require.NoError(t, err)
	require.Equal(t, 20, wrong)
}

// A hand-made case that both are held against, so that they cannot be wrong
// in the same way: Berlin's two nights of 2026.
func TestTheOracleKnowsAKnownYear(t *testing.T) {
	t.Parallel()
	location, err := zone.Load("Europe/Berlin")
	require.NoError(t, err)
	f, err := facesOf(location, 2026)
	require.NoError(t, err)
	near := func(p *plan, day string) []string {
		p.excluded = map[int]bool{}
		var times []string
		for _, minute := range expect(p, f) {
			at := time.Unix(int64(minute)*60, 0).In(location)
			if at.Format(time.DateOnly) == day {
				times = append(times, at.Format("15:04 MST"))
			}
		}
		return times
	}
	daily := plan{kind: everyDays, every: 1, times: []int{150}}
	require.Empty(t, near(&daily, "2026-03-29"))
	require.Equal(t, []string{"02:30 CEST"}, near(&daily, "2026-10-25"))
	daily.shift, daily.twice = true, true
	require.Equal(t, []string{"03:00 CEST"}, near(&daily, "2026-03-29"))
	require.Equal(t, []string{"02:30 CEST", "02:30 CET"}, near(&daily, "2026-10-25"))
}

func TestEveryZoneOccursInAFullRun(t *testing.T) {
	t.Parallel()
	run := groups(defaultCases, 1)
	require.Equal(t, len(zone.Names()), zonesOf(run))
	cases := 0
	for _, g := range run {
		cases += g.plans
		require.True(t, g.year >= 2005 && g.year <= 2040)
	}
	require.Equal(t, defaultCases, cases)
	for _, name := range []string{"Australia/Lord_Howe", "America/Santiago", "Africa/Casablanca", "Africa/Cairo", "Pacific/Apia"} {
		require.True(t, slices.ContainsFunc(run[:len(rare)], func(g group) bool { return g.zone == name }))
	}
}

func TestSettingRefusesWhatIsNoNumber(t *testing.T) {
	t.Setenv("ORACLE_CASES", "many")
	_, err := fromEnvironment()
	require.ErrorContains(t, err, "ORACLE_CASES")
	t.Setenv("ORACLE_CASES", "0")
	_, err = fromEnvironment()
	require.ErrorContains(t, err, "ORACLE_CASES")
}
