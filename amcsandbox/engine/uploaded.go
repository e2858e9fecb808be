package engine

import (
	"fmt"
	"strings"
	"time"

	"github.com/recomamp/recomamp/amcsql/catalog"
	"github.com/recomamp/recomamp/amcsql/duckdb"
)

// WithUploads gives data that hold every uploaded table as well (see
// catalog.Catalog.With). Nobody has uploaded anything, so their rows are made
// up: people of the instance with what the columns are called and typed. The
// same question has the same answer.
func WithUploads(data Data) Data { return uploads{data} }

type uploads struct{ Data }

// Has implements Data.
func (u uploads) Has(instanceID string, table *catalog.Table) bool {
	return table.Uploaded || u.Data.Has(instanceID, table)
}

// uploadedRows is how many rows an uploaded table has, one for each person.
const uploadedRows = 5000

// Relation implements Data.
func (u uploads) Relation(instanceID string, table *catalog.Table, from, to time.Time) (string, error) {
	if !table.Uploaded {
		return u.Data.Relation(instanceID, table, from, to)
	}
	people, ok := catalog.Default().Table("dsp_impressions")
	if !ok || !u.Data.Has(instanceID, people) {
		return emptyRelation(table, from, to), nil
	}
	traffic, err := u.Data.Relation(instanceID, people, time.Time{}, time.Time{})
	if err != nil {
		return "", err
	}
	asins := ""
	if conversions, ok := catalog.Default().Table("conversions"); ok && u.Data.Has(instanceID, conversions) {
		relation, err := u.Data.Relation(instanceID, conversions, time.Time{}, time.Time{})
		if err != nil {
			return "", err
		}
		asins = "(SELECT list_sort(list(DISTINCT tracked_asin)) FROM " + relation + " WHERE tracked_asin IS NOT NULL)"
	}
	var columns, carried []string
	for _, column := range table.Columns {
		name := `"` + column.Name + `"`
		if own, ok := people.Column(column.Name); ok && own.Type.Name == column.Type.Name {
			carried = append(carried, fmt.Sprintf("any_value(%s) AS %s", name, name))
			columns = append(columns, name)
			continue
		}
		columns = append(columns, fmt.Sprintf("CAST(%s AS %s) AS %s", madeUp(column, asins, from, to), duckdb.TypeName(column.Type), name))
	}
	who := append([]string{"user_id AS person"}, carried...)
	return fmt.Sprintf("(SELECT %s FROM (SELECT *, row_number() OVER (ORDER BY person) AS i FROM (SELECT %s FROM %s WHERE user_id IS NOT NULL GROUP BY user_id ORDER BY hash(user_id) LIMIT %d)))",
		strings.Join(columns, ", "), strings.Join(who, ", "), traffic, uploadedRows), nil
}

// madeUp is an expression for a value of a column, drawn from the row's number.
func madeUp(column catalog.Column, asins string, from, to time.Time) string {
	draw := "hash(i, " + quote(column.Name) + ")"
	switch column.Type.Name {
	case catalog.Boolean:
		return draw + " % 2 = 0"
	case catalog.Date, catalog.Timestamp:
		if to.IsZero() {
			to = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
		}
		if from.IsZero() {
			from = to.AddDate(-1, 0, 0)
		}
		return fmt.Sprintf("TIMESTAMP '%s' + to_seconds(%s %% %d)", from.UTC().Format(time.DateTime), draw, max(1, int64(to.Sub(from).Seconds())))
	case catalog.Byte, catalog.Short, catalog.Integer, catalog.Long:
		return "1 + " + draw + " % 20"
	case catalog.Float, catalog.Double, catalog.Decimal:
		return "(" + draw + " % 10000) / 100.0"
	case catalog.Array:
		return "[" + draw + " % 10]"
	case catalog.Binary:
		return "encode(CAST(" + draw + " AS VARCHAR))"
	default:
	}
	values := column.Values
	switch {
	case len(values) > 0:
	case asins != "" && strings.Contains(column.Name, "asin"):
		return asins + "[CAST(1 + " + draw + " % greatest(1, len(" + asins + ")) AS BIGINT)]"
	default:
		for _, letter := range []string{"A", "B", "C", "D", "E"} {
			values = append(values, column.Name+" "+letter)
		}
	}
	quoted := make([]string, len(values))
	for i, value := range values {
		quoted[i] = quote(value)
	}
	return fmt.Sprintf("[%s][CAST(1 + %s %% %d AS BIGINT)]", strings.Join(quoted, ", "), draw, len(values))
}

var _ Data = uploads{}
