package isolation_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	_ "unsafe" // for go:linkname

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/database"
)

// overlooked is the switch of package actor that takes people for somebody who
// sees everything: database.Sees says nothing for them, and every right to see is
// theirs. On PostgreSQL nothing is left then but row level security.
//
//go:linkname overlooked github.com/recomamp/recomamp/internal/actor.overlooked
var overlooked func(actor.PersonID) bool

// overlookedPeople are those for whom it is on. It is by person, so that the
// programs of this process do not disturb each other.
var overlookedPeople sync.Map

// fitSwitch has the rules ask who they are passed over for. It comes before anything
// asks them.
func fitSwitch() {
	overlooked = func(id actor.PersonID) bool {
		_, on := overlookedPeople.Load(id)
		return on
	}
}

// overlooking runs act while Go filters nothing for anybody of the site.
func (s *site) overlooking(act func()) {
	for _, id := range s.names {
		overlookedPeople.Store(actor.PersonID(id), true)
	}
	defer func() {
		for _, id := range s.names {
			overlookedPeople.Delete(actor.PersonID(id))
		}
	}()
	act()
}

// parts are the routes of what belongs to several clients of which row level
// security shows a row whole: leaving out a part of it is for Go.
var parts = map[string]string{
	"getSchedule":          "whose client it is stands in the row of a schedule of several",
	"listScheduleVersions": "what a schedule said is one text about all of its instances",
}

// few are one of each way to have access, or to have none: of the others row level
// security knows nothing more.
func few(strangers []caller) (some []caller) {
	for _, who := range strangers {
		if slices.Contains([]string{"viewer", "administrator", "newcomer", "auditor", "neighbour", "past"}, who.name) {
			some = append(some, who)
		}
	}
	return some
}

// snapshotOverlooked is snapshot while Go filters nothing, on PostgreSQL.
func (s *site) snapshotOverlooked(t *testing.T, served []route, strangers []caller) (seen map[string]string) {
	t.Helper()
	if s.Core().DB.Dialect() == database.PostgreSQL {
		s.overlooking(func() { seen = s.snapshot(t, served, few(strangers)) })
	}
	return seen
}

// attackOverlooked is attack on every route while Go filters nothing, on PostgreSQL,
// and sees that a policy which is gone would be noticed.
func (s *site) attackOverlooked(t *testing.T, served []route, strangers []caller) {
	t.Helper()
	if s.Core().DB.Dialect() != database.PostgreSQL {
		return
	}
	s.overlooking(func() {
		for _, r := range served {
			known, described := specs[r.id]
			if !described || known.ends || known.organisation {
				continue
			}
			for _, who := range few(strangers) {
				for _, found := range s.attack(t, r, known, who) {
					counts.leaks.Add(1)
					t.Error("row level security alone: " + found)
				}
			}
		}
	})
	s.plantLeak(t, strangers[0])
}

// plantLeak has what is missed without the policies of a table be found.
func (s *site) plantLeak(t *testing.T, who caller) {
	t.Helper()
	secure := func(how string) {
		for _, table := range []string{"query", "query_version"} {
			_, err := s.Core().DB.SQL().ExecContext(t.Context(), "ALTER TABLE "+table+" "+how+" ROW LEVEL SECURITY")
			require.NoError(t, err)
		}
	}
	leaks := func() (found []string) {
		for _, id := range []string{"getQuery", "listQueries"} {
			found = append(found, s.attack(t, s.routes[id], specs[id], who)...)
		}
		return found
	}
	secure("DISABLE")
	defer secure("ENABLE")
	require.Empty(t, leaks(), "while Go filters")
	s.overlooking(func() {
		require.NotEmpty(t, leaks(), "neither Go nor PostgreSQL keeps queries apart, and nobody sees it")
	})
}

// No setting, route or command reaches the switch: nothing outside of this test
// names it, and it is nil without.
func TestNothingElseSwitchesTheFilterOff(t *testing.T) {
	t.Parallel()
	root := filepath.Join("..", "..")
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && (entry.Name() == "node_modules" || entry.Name() == ".git" || entry.Name() == "dist"):
			return filepath.SkipDir
		case entry.IsDir() || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "isolation/overlook_test.go"):
			return nil
		}
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		require.NotContains(t, string(text), "go:"+"linkname", path)
		if strings.HasSuffix(path, "internal/actor/actor.go") {
			require.NotRegexp(t, `overlooked\s*:?=[^=]`, string(text))
			return nil
		}
		require.NotRegexp(t, `\boverlooked\b`, string(text), path)
		return nil
	})
	require.NoError(t, err)
}
