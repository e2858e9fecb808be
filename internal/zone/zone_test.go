package zone_test

import (
	"archive/zip"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/zone"
)

func TestLoadFindsIANAZones(t *testing.T) {
	t.Parallel()
	require.Greater(t, len(zone.Names()), 590)
	for _, name := range zone.Names() {
		for range 2 { // the second time from memory
			location, err := zone.Load(name)
			require.NoError(t, err)
			require.Equal(t, name, location.String())
		}
	}
}

func TestLoadRefusesWhatIsNoZoneOfAPerson(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"", "Local", "Mars/Olympus", "../etc/passwd", "/etc/localtime", "right/UTC", "posix/Europe/Berlin", "localtime", "Factory", "+02:00", "europe/berlin"} {
		_, err := zone.Load(name)
		require.ErrorIs(t, err, zone.ErrUnknown, name)
	}
}

func TestFindForgivesSpelling(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Europe/Berlin": "Europe/Berlin", "europe/berlin": "Europe/Berlin", "berlin": "Europe/Berlin", "New York": "America/New_York",
		"PORT-AU-PRINCE": "America/Port-au-Prince", "buenos aires": "America/Buenos_Aires", "utc": "UTC", " Tokyo ": "Asia/Tokyo", "gmt": "GMT", "etc/gmt+2": "Etc/GMT+2",
	} {
		got, err := zone.Find(text)
		require.NoError(t, err, text)
		require.Equal(t, want, got)
	}
	for _, text := range []string{"", "Atlantis", "/", "GMT+2", "gmt-5", "GMT+10"} { // Etc/GMT+2 is west of Greenwich
		_, err := zone.Find(text)
		require.ErrorIs(t, err, zone.ErrUnknown, text)
	}
}

// elsewhere is where a process of this test looks for zones of the machine.
const elsewhere = "ZONE_TEST_ELSEWHERE"

// The zones that the machine has are not asked, even where it says that Berlin
// is in UTC. It takes a process of its own: Go reads the variable once.
func TestLoadTakesNoZoneOfTheMachine(t *testing.T) {
	t.Parallel()
	noon := time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC)
	if os.Getenv(elsewhere) != "" {
		ofMachine, err := time.LoadLocation("Europe/Berlin") // the variable is heard
		require.NoError(t, err)
		require.Equal(t, 12, noon.In(ofMachine).Hour())
		ours, err := zone.Load("Europe/Berlin")
		require.NoError(t, err)
		require.Equal(t, 14, noon.In(ours).Hour())
		return
	}
	machine := t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(machine, "Europe"), 0o700))
	zipped := goZones(t)
	utc, err := fs.ReadFile(zipped, "Etc/UTC")
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(machine, "Europe", "Berlin"), utc, 0o600))
	again := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^"+t.Name()+"$")
	again.Env = append(os.Environ(), "ZONEINFO="+machine, elsewhere+"=1")
	output, err := again.CombinedOutput()
	require.NoError(t, err, string(output))
}

// goZones are the zone data of the Go release at hand.
func goZones(t *testing.T) *zip.ReadCloser {
	t.Helper()
	root, err := exec.CommandContext(t.Context(), "go", "env", "GOROOT").Output()
	require.NoError(t, err)
	zipped, err := zip.OpenReader(filepath.Join(strings.TrimSpace(string(root)), "lib", "time", "zoneinfo.zip"))
	require.NoError(t, err)
	t.Cleanup(func() { zipped.Close() })
	return zipped
}

func TestVersionNamesARelease(t *testing.T) {
	t.Parallel()
	require.Regexp(t, `^20\d\d[a-z]$`, zone.Version())
}

// A new Go release may bring new zones, or new rules of them.
func TestTheDataAreThoseOfGo(t *testing.T) {
	t.Parallel()
	zipped := goZones(t)
	var names []string
	for _, file := range zipped.File {
		if strings.HasSuffix(file.Name, "/") || file.Name == "Factory" {
			continue
		}
		names = append(names, file.Name)
		data, err := fs.ReadFile(zipped, file.Name)
		require.NoError(t, err)
		theirs, err := time.LoadLocationFromTZData(file.Name, data)
		require.NoError(t, err)
		ours, err := zone.Load(file.Name)
		require.NoError(t, err, "run go generate ./internal/zone")
		require.Empty(t, difference(ours, theirs), "%s: run go generate ./internal/zone", file.Name)
	}
	require.ElementsMatch(t, names, zone.Names(), "run go generate ./internal/zone")
}

// difference names the first span between two changes of the clocks, from 1850
// to 2150, that two zones do not have in common; empty when they keep the same
// rules all the time.
func difference(one, other *time.Location) string {
	last := time.Date(2150, 1, 1, 0, 0, 0, 0, time.UTC)
	for at := time.Date(1850, 1, 1, 0, 0, 0, 0, time.UTC); at.Before(last); {
		here, there := at.In(one), at.In(other)
		start, end := here.ZoneBounds()
		otherStart, otherEnd := there.ZoneBounds()
		name, offset := here.Zone()
		otherName, otherOffset := there.Zone()
		if name != otherName || offset != otherOffset || here.IsDST() != there.IsDST() || !start.Equal(otherStart) || !end.Equal(otherEnd) {
			return fmt.Sprintf("%s is %s (%d s), from %s to %s; it should be %s (%d s), from %s to %s",
				at, name, offset, start, end, otherName, otherOffset, otherStart, otherEnd)
		}
		if end.IsZero() {
			break // nothing changes any more
		}
		if !end.After(at) {
			end = at.AddDate(0, 0, 1) // Go ends a leap year's rule a day early, and stands there
		}
		at = end
	}
	return ""
}

// Zones that agree today and once did not, or will not by their rules alone,
// are told apart.
func TestADifferenceOfRulesIsFound(t *testing.T) {
	t.Parallel()
	for one, other := range map[string]string{
		"Europe/Berlin": "Europe/Paris", "America/New_York": "America/Toronto", "Africa/Casablanca": "Africa/El_Aaiun", "Asia/Gaza": "Asia/Hebron",
	} {
		ours, err := zone.Load(one)
		require.NoError(t, err)
		theirs, err := zone.Load(other)
		require.NoError(t, err)
		require.NotEmpty(t, difference(ours, theirs), "%s and %s", one, other)
		require.Empty(t, difference(ours, ours))
	}
}
