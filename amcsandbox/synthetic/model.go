package synthetic

import (
	"context"
	"database/sql"
	"embed"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"text/template"
	"time"
)

//go:embed sql/*.sql
var scripts embed.FS

// model is a world with its events, held in one DuckDB database. The tables it
// makes there are narrow; Amazon's wide tables are projections of them.
type model struct {
	*world
	db *sql.DB
}

// build fills the database: the world first, then people, traffic, what the
// traffic leads to, and who gets the credit.
func (m *model) build(ctx context.Context, step func()) error {
	if err := m.loadWorld(ctx); err != nil {
		return err
	}
	step()
	settings := m.settings()
	for _, name := range buildScripts() {
		script, err := template.ParseFS(scripts, "sql/"+name+".sql")
		if err != nil {
			return fmt.Errorf("read script %s: %w", name, err)
		}
		var text strings.Builder
		if err := script.Execute(&text, settings); err != nil {
			return fmt.Errorf("fill in script %s: %w", name, err)
		}
		if _, err := m.db.ExecContext(ctx, text.String()); err != nil {
			return fmt.Errorf("run script %s: %w", name, err)
		}
		step()
	}
	return nil
}

// buildScripts are the files of sql/ in the order they run.
func buildScripts() []string { return []string{"people", "traffic", "events", "attribution", "others"} }

// worldTables are the tables loadWorld makes that projections read.
func worldTables() []string {
	return []string{"brand", "product", "campaign", "line", "creative", "supply", "device", "segment", "kind"}
}

func (m *model) loadWorld(ctx context.Context) error {
	for _, table := range []struct {
		name, key string
		rows      any
	}{
		{"day", "", m.calendar.days()},
		{"place", "g", m.words.places},
		{"brand", "", m.brands},
		{"product", "", m.products},
		{"campaign", "", m.campaigns},
		{"line", "", m.lines},
		{"creative", "", m.creatives},
		{"supply", "s", sources()},
		{"device", "d", devices()},
		{"segment", "", segments()},
		{"kind", "", kinds()},
	} {
		if err := loadRows(ctx, m.db, table.name, table.key, table.rows); err != nil {
			return err
		}
	}
	return nil
}

// loadRows makes a table of a slice of structs by way of JSON. A key adds a
// column with the position of the row.
func loadRows(ctx context.Context, db *sql.DB, name, key string, rows any) error {
	text, err := json.Marshal(rows)
	if err != nil {
		return fmt.Errorf("write rows of %s: %w", name, err)
	}
	columns := "x.*"
	if key != "" {
		columns = "(row_number() OVER () - 1)::INTEGER AS " + key + ", x.*"
	}
	statement := fmt.Sprintf("CREATE TABLE %s AS SELECT %s FROM (SELECT unnest(from_json(?::JSON, '%s')) AS x)", name, columns, structure(reflect.TypeOf(rows).Elem()))
	if _, err := db.ExecContext(ctx, statement, string(text)); err != nil {
		return fmt.Errorf("load rows of %s: %w", name, err)
	}
	return nil
}

// structure describes the JSON of a struct to DuckDB.
func structure(row reflect.Type) string {
	var fields []string
	for i := range row.NumField() {
		field := row.Field(i)
		if name := field.Tag.Get("json"); name != "" {
			fields = append(fields, fmt.Sprintf("%q:%s", name, duckType(field.Type)))
		}
	}
	return "[{" + strings.Join(fields, ",") + "}]"
}

// date is a calendar date, written as 2006-01-02.
type date string

func dateOf(t time.Time) date { return date(t.Format(time.DateOnly)) }

// moment is a point in UTC, written as 2006-01-02 15:04:05.
type moment string

func momentOf(t time.Time) moment { return moment(t.UTC().Format(time.DateTime)) }

func duckType(t reflect.Type) string {
	switch t {
	case reflect.TypeFor[date]():
		return `"DATE"`
	case reflect.TypeFor[moment]():
		return `"TIMESTAMP"`
	}
	switch t.Kind() {
	case reflect.Pointer:
		return duckType(t.Elem())
	case reflect.Slice:
		return "[" + duckType(t.Elem()) + "]"
	case reflect.Int:
		return `"INTEGER"`
	case reflect.Int64:
		return `"BIGINT"`
	case reflect.Float64:
		return `"DOUBLE"`
	case reflect.Bool:
		return `"BOOLEAN"`
	default:
		return `"VARCHAR"`
	}
}

type supplyRange struct {
	Format       string
	First, Count int
}

// settings are the values the scripts are filled in with.
func (m *model) settings() map[string]any {
	var places, personal []int
	for i, place := range m.words.places {
		for range place.Weight {
			places = append(places, i)
		}
	}
	for i, device := range devices() {
		for range device.Weight {
			personal = append(personal, i)
		}
	}
	var ranges []supplyRange
	for i, source := range sources() {
		if len(ranges) == 0 || ranges[len(ranges)-1].Format != source.Format {
			ranges = append(ranges, supplyRange{Format: source.Format, First: i})
		}
		ranges[len(ranges)-1].Count++
	}
	var shares []string
	for _, s := range segments() {
		shares = append(shares, fmt.Sprintf("{'id': %d, 'share': %g}", s.ID, s.Share))
	}
	perBrand := m.volume / float64(len(m.brands))
	return map[string]any{
		"Seed": m.chance.of("people"), "People": m.people, "Groups": groups, "PeoplePerGroup": m.people / groups,
		"PlaceBag": list(places), "PlaceBagSize": len(places), "DeviceBag": list(personal), "DeviceBagSize": len(personal),
		"Televisions": firstTelevision, "TelevisionCount": len(devices()) - firstTelevision, "SupplyRanges": ranges,
		"SegmentShares": "[" + strings.Join(shares, ", ") + "]",
		"DayHours":      list(hours(2, 1, 1, 1, 1, 1, 2, 3, 4, 5, 5, 5, 6, 5, 5, 5, 5, 5, 6, 7, 8, 8, 6, 3)),
		"EveningHours":  list(hours(2, 1, 1, 0, 0, 1, 1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 4, 6, 8, 13, 17, 15, 8, 3)),
		"Ticks":         m.ticks(), "Brands": len(m.brands),
		"VisitsPerDay": 50 * perBrand, "OrdersPerDay": 6.5 * perBrand,
		"Traffic": dateOf(m.calendar.traffic), "Events": dateOf(m.calendar.events), "End": dateOf(m.calendar.end),
	}
}

// hours repeats each hour by its weight; the weights add up to 100.
func hours(weights ...int) []int {
	var bag []int
	for hour, weight := range weights {
		for range weight {
			bag = append(bag, hour)
		}
	}
	return bag
}

func list(numbers []int) string {
	return strings.ReplaceAll(fmt.Sprint(numbers), " ", ", ")
}
