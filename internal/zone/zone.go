// Package zone finds time zones by their IANA name.
//
// The zone data are part of the program (time/tzdata), so that a machine
// without a zone database knows every zone. Where the machine has a database
// of its own Go prefers it, so that a zone whose government changed its clocks
// yesterday can be put right without a new release.
package zone

import (
	"errors"
	"strings"
	"sync"
	"time"
	_ "time/tzdata" // the zones of a machine without a zone database
)

// ErrUnknown says that a name is no IANA time zone.
var ErrUnknown = errors.New("is no IANA time zone, such as Europe/Berlin")

// known keeps the zones that were found: reading one costs a file, and a
// location never changes. Only names of real zones enter, so it stays small.
var known sync.Map // string → *time.Location

// Load returns the zone of an IANA name, or ErrUnknown. The empty name, the
// machine's own zone and the variants of a zone database that count leap
// seconds are no names a person can choose.
func Load(name string) (*time.Location, error) {
	if found, ok := known.Load(name); ok {
		return found.(*time.Location), nil //nolint:errcheck,forcetypeassert // only Locations are stored below
	}
	if !choosable(name) {
		return nil, ErrUnknown
	}
	location, err := time.LoadLocation(name)
	if err != nil {
		return nil, ErrUnknown
	}
	known.Store(name, location)
	return location, nil
}

func choosable(name string) bool {
	switch name {
	case "", "Local", "localtime", "posixrules", "Factory":
		return false
	}
	return !strings.HasPrefix(name, "right/") && !strings.HasPrefix(name, "posix/")
}
