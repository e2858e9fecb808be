package zone_test

import (
	"archive/zip"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

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
		"PORT-AU-PRINCE": "America/Port-au-Prince", "buenos aires": "America/Buenos_Aires", "utc": "UTC", " Tokyo ": "Asia/Tokyo",
	} {
		got, err := zone.Find(text)
		require.NoError(t, err, text)
		require.Equal(t, want, got)
	}
	for _, text := range []string{"", "Atlantis", "/"} {
		_, err := zone.Find(text)
		require.ErrorIs(t, err, zone.ErrUnknown, text)
	}
}

// A new Go release may bring new zones.
func TestTheListIsThatOfTheZoneData(t *testing.T) {
	t.Parallel()
	root, err := exec.CommandContext(t.Context(), "go", "env", "GOROOT").Output()
	require.NoError(t, err)
	zipped, err := zip.OpenReader(filepath.Join(strings.TrimSpace(string(root)), "lib", "time", "zoneinfo.zip"))
	require.NoError(t, err)
	defer zipped.Close()
	var names []string
	for _, file := range zipped.File {
		if !strings.HasSuffix(file.Name, "/") && file.Name != "Factory" {
			names = append(names, file.Name)
		}
	}
	require.ElementsMatch(t, names, zone.Names(), "run go generate ./internal/zone")
}
