package synthetic

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/recomamp/recomamp/amcsql/catalog"
)

// columns gives the SQL expression of each column of a table by its name.
type columns map[string]string

// with adds the columns of others, later ones winning.
func (c columns) with(others ...columns) columns {
	all := maps.Clone(c)
	for _, other := range others {
		maps.Copy(all, other)
	}
	return all
}

// projection is how one of Amazon's tables follows from the model.
type projection struct {
	// from stands after FROM; @name is a table of the model.
	from    string
	where   []string // conditions that must all hold
	columns columns
	// events names the table of the model whose column t is at most an hour
	// from the window column, or "".
	events string
}

// query spells a projection out with the names, order and types of the
// catalogue. A column the projection lacks is an error.
func (p projection) query(table *catalog.Table) (string, error) {
	var selected, missing []string
	for _, column := range table.Columns {
		expression, ok := p.columns[column.Name]
		if !ok {
			missing = append(missing, column.Name)
			continue
		}
		selected = append(selected, fmt.Sprintf("CAST(%s AS %s) AS %s", expression, storedType(column.Type), column.Name))
	}
	if len(missing) > 0 {
		slices.Sort(missing)
		return "", fmt.Errorf("project %s: nothing for %s", table.Name, strings.Join(missing, ", "))
	}
	query := "SELECT " + strings.Join(selected, ",\n  ") + "\nFROM " + p.from
	if len(p.where) > 0 {
		query += "\nWHERE " + strings.Join(p.where, " AND ")
	}
	return expand(query), nil
}

// storedType is the DuckDB type that holds a type of the catalogue.
func storedType(t catalog.Type) string {
	switch t.Name {
	case catalog.Array:
		return storedType(catalog.Type{Name: t.Element}) + "[]"
	case catalog.Decimal:
		return t.String()
	case catalog.String:
		return "VARCHAR"
	case catalog.Byte:
		return "TINYINT"
	case catalog.Short:
		return "SMALLINT"
	case catalog.Long:
		return "BIGINT"
	case catalog.Binary:
		return "BLOB"
	default:
		return string(t.Name) // BOOLEAN, INTEGER, FLOAT, DOUBLE, DATE, TIMESTAMP
	}
}

// times gives a family of time columns from a UTC expression: prefix_dt,
// prefix_date, prefix_day, prefix_hour and prefix_dt_hour, each in the
// advertiser's zone and with _utc.
func (m *model) times(prefix, utc string) columns {
	family := columns{}
	for suffix, at := range map[string]string{"": m.calendar.local(utc), "_utc": utc} {
		family[prefix+"_dt"+suffix] = at
		family[prefix+"_date"+suffix] = at
		family[prefix+"_day"+suffix] = "day(" + at + ")"
		family[prefix+"_hour"+suffix] = "hour(" + at + ")"
		family[prefix+"_dt_hour"+suffix] = "date_trunc('hour', " + at + ")"
		family[prefix+"_month"+suffix] = "month(" + at + ")"
	}
	return family
}

// quote makes a SQL text literal.
func quote(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }

// whereabouts are the columns of the place a person lives in.
func whereabouts() columns {
	return columns{
		"iso_country_code": "person.state[:2]", "iso_state_province_code": "person.state", "dma_code": "person.dma",
		"city_name": "person.city", "postal_code": "person.postal_code",
	}
}

func number(n int) string { return strconv.Itoa(n) }
