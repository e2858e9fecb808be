package analysis

import (
	"strings"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/catalog"
)

// zone is the clock that a date or time was read from. Data sources hold most
// times twice: with the suffix _utc, and without it in the advertiser's zone.
type zone string

const (
	utcZone   zone = "UTC"
	localZone zone = "the advertiser's zone"
)

const utcSuffix = "_utc"

// zoneOf tells the clock of a column. That one is local is known only where the
// source has its twin in UTC too.
func zoneOf(table *catalog.Table, column *catalog.Column) zone {
	if kindOf(column.Type) != whenKind {
		return ""
	}
	name := strings.ToLower(column.Name)
	if strings.HasSuffix(name, utcSuffix) {
		return utcZone
	}
	if _, both := table.Column(name + utcSuffix); both {
		return localZone
	}
	return ""
}

// sameClock warns where times of two clocks meet, and offers the UTC column in
// place of the local one.
func (a *analyser) sameClock(at amcsql.Span, left amcsql.Expr, l value, right amcsql.Expr, r value) {
	if l.zone == "" || r.zone == "" || l.zone == r.zone {
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
