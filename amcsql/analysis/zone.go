package analysis

import (
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/catalog"
)

// zone is the clock that a date or time was read from. Data sources hold most
// times twice: with the suffix _utc, and without it in the advertiser's zone.
type zone uint8

const (
	noZone zone = iota // no time, or not known
	utcZone
	localZone // the advertiser's
)

// Clock tells by whose clock the dates and times of an output column go.
type Clock string

// The clocks of AMC's data sources.
const (
	UTCClock        Clock = "utc"
	AdvertiserClock Clock = "advertiser" // that of the advertiser's account
)

var clocks = [...]Clock{utcZone: UTCClock, localZone: AdvertiserClock}

const utcSuffix = "_utc"

// zoneOf tells the clock of a column. That one is local is known only where the
// source has its twin in UTC too.
func zoneOf(table *catalog.Table, column *catalog.Column) zone {
	if kindOf(ofCatalog(column.Type)) != whenKind {
		return noZone
	}
	name := strings.ToLower(column.Name)
	if strings.HasSuffix(name, utcSuffix) {
		return utcZone
	}
	if _, both := table.Column(name + utcSuffix); both {
		return localZone
	}
	return noZone
}

// sameClock warns where times of two clocks meet, and offers the UTC column in
// place of the local one.
func (a *analyser) sameClock(at amcsql.Span, left amcsql.Expr, l value, right amcsql.Expr, r value) {
	if l.zone == noZone || r.zone == noZone || l.zone == r.zone {
		return
	}
	local, v := left, l
	if r.zone == localZone {
		local, v = right, r
	}
	d := a.warn(CodeTimeZones, at, "This puts a time in UTC beside one in the advertiser's zone, hours may lie between them; use the _utc columns on both sides.")
	ref, isRef := bare(local).(*amcsql.ColumnRef)
	if !isRef || v.column == nil || v.column.source == nil || !amcsql.SameName(ref.Column().Name, v.column.source.Name) {
		return
	}
	name := ref.Column()
	d.Fixes = replace("Change to "+name.Name+utcSuffix, name.Span(), name.Name+utcSuffix)
}

// oldZones are abbreviations that some systems take for names of zones.
var oldZones = map[string]bool{
	"ACT": true, "AET": true, "AGT": true, "ART": true, "AST": true, "BET": true, "BST": true, "CAT": true, "CNT": true, "CST": true, "CTT": true,
	"EAT": true, "ECT": true, "IET": true, "IST": true, "JST": true, "MIT": true, "NET": true, "NST": true, "PLT": true, "PNT": true, "PRT": true, //nolint:misspell // these are names
	"PST": true, "SST": true, "VST": true,
}

// zoneName reports the name of a time zone that no clock has. AMC documents the
// names of the tz database; that it knows abbreviations too is not excluded.
func (a *analyser) zoneName(e amcsql.Expr) {
	literal, ok := bare(e).(*amcsql.StringLiteral)
	if !ok || a.hasZone(literal.Value) {
		return
	}
	if oldZones[literal.Value] {
		a.disputed(CodeArgument, literal.Span(), "'%s' is no name of the tz database; write one such as 'America/Los_Angeles'.", literal.Value)
		return
	}
	d := a.error(CodeArgument, literal.Span(), "There is no time zone '%s'; the tz database has names such as 'America/Los_Angeles'.", literal.Value)
	if name := capitalised(literal.Value); a.hasZone(name) {
		d.Fixes = replace("Change to '"+name+"'", literal.Span(), "'"+name+"'")
	}
}

// Zones are looked up in files, so no query has many looked up.
const (
	maxZones    = 50
	longestZone = 64 // bytes
	someZone    = "America/New_York"
)

// foundZones are the names of zones that any analysis found; the tz database has
// some 600.
var foundZones sync.Map

// hasZone reports whether there is a zone of a name, and true where that cannot
// be told: on a machine without the tz database, and of zones beyond maxZones.
func (a *analyser) hasZone(name string) bool {
	if len(name) > longestZone || name == "" || name == "Local" {
		return false
	}
	if _, found := foundZones.Load(name); found {
		return true
	}
	if known, looked := a.zones[name]; looked {
		return known
	}
	if len(a.zones) >= maxZones {
		return true
	}
	if a.zones == nil {
		_, err := time.LoadLocation(someZone)
		a.zones = map[string]bool{someZone: true}
		if a.noZones = err != nil; a.noZones {
			return true
		}
	}
	_, err := time.LoadLocation(name)
	if err == nil {
		foundZones.Store(name, true)
	}
	a.zones[name] = err == nil || a.noZones
	return a.zones[name]
}

// wordsRunTogether are two words of a place, as in LosAngeles.
var wordsRunTogether = regexp.MustCompile(`([a-z])([A-Z])`)

// capitalised writes america/los angeles and America/LosAngeles as the tz
// database does.
func capitalised(name string) string {
	if len(name) > longestZone {
		return ""
	}
	name = wordsRunTogether.ReplaceAllString(name, "${1}_${2}")
	letters := []byte(strings.ReplaceAll(strings.ToLower(name), " ", "_"))
	for i, c := range letters {
		if 'a' <= c && c <= 'z' && (i == 0 || letters[i-1] == '/' || letters[i-1] == '_') {
			letters[i] -= 'a' - 'A'
		}
	}
	return string(letters)
}
