// Package zone knows the time zones by their IANA names.
//
// The zone data are part of the program (time/tzdata), so that a machine
// without a zone database knows every zone. Where the machine has a database
// of its own Go prefers it, so that a country that changed its clocks can be
// followed without a new release.
package zone

import (
	_ "embed"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"
	_ "time/tzdata" // the zones of a machine without a zone database
)

//go:generate go run ./names

//go:embed names.txt
var list string

var names = sync.OnceValue(func() []string { return strings.Fields(list) })

// Names lists every IANA zone, sorted. The slice belongs to the caller.
func Names() []string { return slices.Clone(names()) }

// ErrUnknown says that a name is no IANA time zone.
var ErrUnknown = errors.New("is no IANA time zone, such as Europe/Berlin")

// loaded keeps the zones that were found: reading one costs a file, and a
// location never changes. Only names of the list enter.
var loaded sync.Map // string → *time.Location

// Load returns the zone of an IANA name, or ErrUnknown. The machine's own zone
// ("Local"), an empty name and offsets are no IANA names.
func Load(name string) (*time.Location, error) {
	if found, ok := loaded.Load(name); ok {
		return found.(*time.Location), nil //nolint:errcheck // only Locations are stored
	}
	if _, known := slices.BinarySearch(names(), name); !known {
		return nil, ErrUnknown
	}
	location, err := time.LoadLocation(name)
	if err != nil {
		return nil, ErrUnknown
	}
	loaded.Store(name, location)
	return location, nil
}

// Find gives the name of a zone that a person wrote: in any case, with spaces
// for underscores, or only its city ("new york"). Of several zones with the
// same last part, which are old and new names of one city, the shortest name
// is taken. The error is ErrUnknown.
func Find(text string) (string, error) {
	wanted := strings.ReplaceAll(strings.TrimSpace(text), " ", "_")
	found := ""
	for _, name := range names() {
		if strings.EqualFold(name, wanted) {
			return name, nil
		}
		city := name[strings.LastIndexByte(name, '/')+1:]
		if strings.EqualFold(city, wanted) && (found == "" || len(name) < len(found)) {
			found = name
		}
	}
	if found == "" {
		return "", ErrUnknown
	}
	return found, nil
}
