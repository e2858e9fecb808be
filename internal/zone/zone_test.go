package zone_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/zone"
)

func TestLoadFindsIANAZones(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"UTC", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kathmandu", "Etc/GMT+5"} {
		for range 2 { // the second time from memory
			location, err := zone.Load(name)
			require.NoError(t, err)
			require.Equal(t, name, location.String())
		}
	}
}

func TestLoadRefusesWhatIsNoZoneOfAPerson(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"", "Local", "Mars/Olympus", "../etc/passwd", "/etc/localtime", "right/UTC", "posix/Europe/Berlin", "localtime", "Factory"} {
		_, err := zone.Load(name)
		require.ErrorIs(t, err, zone.ErrUnknown, name)
	}
}
