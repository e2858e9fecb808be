package selftest

import (
	"context"
	"time"

	"github.com/recomamp/recomamp/internal/zone"
)

func checkZones() Check {
	return Check{Name: "zones", Title: "Time zone data", Run: func(context.Context) Finding {
		const mend = "Install the program anew: the zone data are part of it."
		for _, name := range zone.Names() {
			if _, err := zone.Load(name); err != nil {
				return failed(mend, "The data of the zone %s cannot be read; schedules in it would not fire.", name)
			}
		}
		// New York changes its clocks at 07:00 UTC on 8 March 2026.
		newYork, err := zone.Load("America/New_York")
		if err != nil || time.Date(2026, 3, 8, 7, 0, 0, 0, time.UTC).In(newYork).Hour() != 3 {
			return failed(mend, "The zone data are wrong: the change of clocks in New York on 8 March 2026 is not as it is.")
		}
		return good("All %d zones of the release %s can be read.", len(zone.Names()), zone.Version())
	}}
}
