// Package zone knows the time zones by their IANA names.
//
// The zone data are part of the program, and no other are ever used: those that
// a machine has would be taken by time.LoadLocation, and differ from one machine
// to the next. So all processes of one release agree about every instant, and
// Version says of two releases which one knows more. A country that changes its
// clocks is followed with a new release of the program.
package zone

import (
	"archive/zip"
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"
	"time"
)

//go:generate go run ./data

//go:embed names.txt
var list string

//go:embed version.txt
var version string

// zoneinfo holds the data of each zone, as Go distributes them.
//
//go:embed zoneinfo.zip
var zoneinfo []byte

var archive = sync.OnceValues(func() (*zip.Reader, error) {
	return zip.NewReader(bytes.NewReader(zoneinfo), int64(len(zoneinfo)))
})

// Version is the release of the IANA database that the zones are of, such as
// "2025c". Of two, the one that sorts later is the newer.
func Version() string { return strings.TrimSpace(version) }

var names = sync.OnceValue(func() []string { return strings.Fields(list) })

// Names lists every IANA zone, sorted. The slice belongs to the caller.
func Names() []string { return slices.Clone(names()) }

// ErrUnknown says that a name is no IANA time zone.
var ErrUnknown = errors.New("is no IANA time zone, such as Europe/Berlin")

// loaded keeps the zones that were found: reading one costs some work, and a
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
	location, err := read(name)
	if err != nil {
		return nil, fmt.Errorf("read zone %s: %w", name, err)
	}
	loaded.Store(name, location)
	return location, nil
}

// read takes a zone out of the program.
func read(name string) (*time.Location, error) {
	if name == "UTC" {
		return time.UTC, nil
	}
	zones, err := archive()
	if err != nil {
		return nil, err
	}
	data, err := fs.ReadFile(zones, name)
	if err != nil {
		return nil, err
	}
	return time.LoadLocationFromTZData(name, data)
}

// Find gives the name of a zone that a person wrote: in any case, with spaces
// for underscores, or only its city ("new york"). Of several zones with the
// same last part, which are old and new names of one city, the shortest name
// is taken. An offset is no city: Etc/GMT+2 is two hours behind, which nobody
// means who writes GMT+2. The error is ErrUnknown.
func Find(text string) (string, error) {
	wanted := strings.ReplaceAll(strings.TrimSpace(text), " ", "_")
	found := ""
	for _, name := range names() {
		if strings.EqualFold(name, wanted) {
			return name, nil
		}
		folder, city := name[:strings.LastIndexByte(name, '/')+1], name[strings.LastIndexByte(name, '/')+1:]
		if folder != "Etc/" && strings.EqualFold(city, wanted) && (found == "" || len(name) < len(found)) {
			found = name
		}
	}
	if found == "" {
		return "", ErrUnknown
	}
	return found, nil
}
