package engine

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/catalog"
	"github.com/recomamp/recomamp/amcsql/duckdb"
)

// Sampled is a value that Sample has chosen.
type Sampled struct {
	Name        string
	Placeholder bool // {{name}}; else CUSTOM_PARAMETER('name')
	Value       any  // a string, bool, number or slice of these
}

// sampledValues is how many values a list gets at most.
const sampledValues = 3

// Sample gives the request with a plausible value for every parameter and
// placeholder that has none: values of the column it is compared with, the most
// frequent first; bounds of the window for times; else one that its name
// suggests. Parameters that are not declared are declared. A fault of the query
// is a *QueryError.
func (e *Engine) Sample(ctx context.Context, request Request) (Request, []Sampled, error) {
	request = request.clone()
	chosen, err := e.sampleUses(ctx, &request, true)
	if err != nil {
		return request, nil, err
	}
	more, err := e.sampleUses(ctx, &request, false)
	return request, append(chosen, more...), err
}

// sampleUses fills names only, or everything: what a value is compared with is
// known when its table is.
func (e *Engine) sampleUses(ctx context.Context, request *Request, namesOnly bool) ([]Sampled, error) {
	uses, err := e.parameterUses(*request)
	if err != nil {
		return nil, err
	}
	var chosen []Sampled
	for _, use := range uses {
		if request.has(use) || namesOnly && !use.Identifier {
			continue
		}
		value, err := e.sampleOf(ctx, request, use)
		if err != nil {
			return nil, err
		}
		if use.Placeholder {
			request.Placeholders[use.Name] = amcsql.PlaceholderValue{Value: value, Type: placeholderType(use)}
		} else {
			request.declare(use)
			request.Values[use.Name] = value
		}
		chosen = append(chosen, Sampled{Name: use.Name, Placeholder: use.Placeholder, Value: value})
	}
	return chosen, nil
}

// parameterUses finds what the query asks of its parameters.
func (e *Engine) parameterUses(request Request) ([]duckdb.ParameterUse, error) {
	read, err := e.read(&request, nil)
	if err != nil {
		return nil, err
	}
	options, err := e.options(&request, false)
	if err != nil {
		return nil, err
	}
	options.AnyParameter = true
	options.Privacy = duckdb.Privacy{Off: true}
	statement, more := duckdb.Translate(read.query, options)
	if statement == nil {
		return nil, refused(request.SQL, more)
	}
	uses := statement.Parameters
	for _, place := range amcsql.Placeholders(read.query) {
		for i := range uses {
			if uses[i].Placeholder && uses[i].Name == place.Name {
				askedFor(&uses[i], place.Type)
			}
		}
	}
	return uses, nil
}

// askedFor takes from the place of a placeholder what its neighbours do not say.
func askedFor(use *duckdb.ParameterUse, place amcsql.PlaceholderType) {
	switch place {
	case amcsql.PlaceholderList:
		use.List = use.List || len(use.Rows) == 0
		return
	case amcsql.PlaceholderIdentifier:
		use.Identifier = true
		return
	case amcsql.PlaceholderPattern:
		use.Pattern = !use.Regular
		return
	case amcsql.PlaceholderString, amcsql.PlaceholderNumber, amcsql.PlaceholderDate, amcsql.PlaceholderTimestamp, amcsql.PlaceholderBoolean, amcsql.PlaceholderRows:
	}
	if use.Type.Name == "" {
		use.Type.Name = placeTypes[place]
	}
}

// placeTypes are the types of the places that ask for one.
var placeTypes = map[amcsql.PlaceholderType]catalog.TypeName{
	amcsql.PlaceholderNumber: catalog.Long, amcsql.PlaceholderDate: catalog.Date, amcsql.PlaceholderTimestamp: catalog.Timestamp,
	amcsql.PlaceholderBoolean: catalog.Boolean,
}

// has reports whether a parameter has a value already.
func (r *Request) has(use duckdb.ParameterUse) bool {
	if use.Placeholder {
		_, given := r.Placeholders[use.Name]
		return given
	}
	if _, given := r.Values[use.Name]; given {
		return true
	}
	declared := r.declared(use.Name)
	return declared != nil && declared.HasDefault
}

func (r *Request) declared(name string) *Parameter {
	for i := range r.Parameters {
		if r.Parameters[i].Name == name {
			return &r.Parameters[i]
		}
	}
	return nil
}

// declare adds a parameter with the type its places ask for.
func (r *Request) declare(use duckdb.ParameterUse) {
	if r.declared(use.Name) != nil {
		return
	}
	r.Parameters = append(r.Parameters, Parameter{Name: use.Name, Type: typeOf(use)})
}

// typeOf is the type a parameter must have.
func typeOf(use duckdb.ParameterUse) catalog.Type {
	typ := use.Type
	if typ.Name == "" {
		typ = catalog.Type{Name: catalog.String}
		if suggested, ok := suggestion(use.Name); ok && suggested >= 0 {
			typ.Name = catalog.Long
		}
	}
	if typ.Name == catalog.Array {
		return catalog.Type{Name: catalog.Array, Element: elementName(typ.Element)}
	}
	if use.List {
		return catalog.Type{Name: catalog.Array, Element: elementName(typ.Name)}
	}
	return typ
}

// elementName is a type that elements of a parameter can have.
func elementName(name catalog.TypeName) catalog.TypeName {
	switch name {
	case "", catalog.Array, catalog.Binary:
		return catalog.String
	case catalog.Decimal:
		return catalog.Double
	default:
		return name
	}
}

// placeholderType is how the value of a placeholder is written; the places in
// the text say the rest.
func placeholderType(use duckdb.ParameterUse) amcsql.PlaceholderType {
	switch {
	case use.Identifier || use.List || len(use.Rows) > 0:
		return ""
	case use.Pattern:
		return amcsql.PlaceholderPattern
	case use.Type.Name == catalog.Date:
		return amcsql.PlaceholderDate
	case use.Type.Name == catalog.Timestamp:
		return amcsql.PlaceholderTimestamp
	}
	return ""
}

func (e *Engine) sampleOf(ctx context.Context, r *Request, use duckdb.ParameterUse) (any, error) {
	if declared := r.declared(use.Name); declared != nil && !use.Placeholder {
		use.List = declared.Type.Name == catalog.Array
		use.Type = declared.Type
		if use.List {
			use.Type = catalog.Type{Name: declared.Type.Element}
		}
	}
	switch {
	case use.Identifier:
		return sampleIdentifier(use.Name), nil
	case use.Duration:
		return "P14D", nil
	case len(use.Rows) > 0:
		return e.sampleRows(ctx, r, use.Rows)
	}
	values, err := e.candidates(ctx, r, use)
	if err != nil {
		return nil, err
	}
	if use.List {
		return values, nil
	}
	text, is := values[0].(string)
	switch {
	case is && use.Pattern:
		return "%" + firstWord(text) + "%", nil
	case is && use.Regular:
		return firstWord(text), nil
	}
	return values[0], nil
}

// sampleRows takes the values of every column side by side.
func (e *Engine) sampleRows(ctx context.Context, r *Request, columns []duckdb.ParameterUse) (any, error) {
	byColumn := make([][]any, len(columns))
	height := 1
	for i, column := range columns {
		values, err := e.candidates(ctx, r, column)
		if err != nil {
			return nil, err
		}
		byColumn[i] = values
		height = max(height, len(values))
	}
	rows := make([]any, height)
	for n := range rows {
		row := make([]any, len(columns))
		for i, values := range byColumn {
			row[i] = values[n%len(values)]
		}
		rows[n] = row
	}
	return rows, nil
}

func sampleIdentifier(name string) string {
	if strings.Contains(strings.ToLower(name), "table") || strings.Contains(strings.ToLower(name), "source") {
		return "dsp_impressions"
	}
	return "campaign"
}

var word = regexp.MustCompile(`[A-Za-z0-9]+`)

// firstWord is a part of a text that means itself in every kind of pattern, ""
// where there is none.
func firstWord(text string) string { return word.FindString(text) }

// candidates gives at least one value, the best first.
func (e *Engine) candidates(ctx context.Context, r *Request, use duckdb.ParameterUse) ([]any, error) {
	switch use.Type.Name {
	case catalog.Date, catalog.Timestamp:
		return []any{r.sampleTime(use)}, nil
	case catalog.Boolean:
		return []any{true}, nil
	default:
	}
	if use.Table != nil && use.Column != "" {
		values, err := e.frequent(ctx, r, use)
		if len(values) > 0 || err != nil {
			return values, err
		}
	}
	number, ok := suggestion(use.Name)
	if use.Type.IsNumeric() || ok && use.Type.Name == "" {
		return []any{number}, nil
	}
	return []any{"sample"}, nil
}

// sampleTime is the start of the window, or its end for an upper bound.
func (r *Request) sampleTime(use duckdb.ParameterUse) string {
	at := r.Window.Start
	if use.Upper && !use.Lower || strings.Contains(strings.ToLower(use.Name), "end") {
		at = r.Window.End
	}
	if at.IsZero() {
		at = r.Now
	}
	if use.Type.Name == catalog.Date {
		return at.UTC().Format(time.DateOnly)
	}
	return at.UTC().Format("2006-01-02T15:04:05")
}

// frequent gives the most frequent values of a column in the window; of a bound
// of numbers, the one that lets all pass.
func (e *Engine) frequent(ctx context.Context, r *Request, use duckdb.ParameterUse) ([]any, error) {
	column, ok := use.Table.Column(use.Column)
	if !ok || !e.config.Data.Has(r.InstanceID, use.Table) {
		return nil, nil
	}
	sources := relations{engine: e, request: *r}
	relation := sources.relation(use.Table, r.Window.Start, r.Window.End)
	if sources.err != nil {
		return nil, sources.err
	}
	name := `"` + column.Name + `"`
	if column.Type.Name == catalog.Array {
		relation, name = "(SELECT unnest("+name+`) AS x FROM `+relation+")", "x"
	}
	order := "count(*) DESC, " + name
	if use.Type.IsNumeric() && (use.Lower || use.Upper) && column.Role == catalog.Metric {
		order = name
		if use.Upper {
			order += " DESC"
		}
	}
	rows, err := e.query(ctx, fmt.Sprintf("SELECT CAST(%s AS VARCHAR) FROM %s WHERE %s IS NOT NULL GROUP BY %s ORDER BY %s LIMIT %d", name, relation, name, name, order, sampledValues))
	if err != nil {
		return nil, fmt.Errorf("sample %s.%s: %w", use.Table.Name, column.Name, err)
	}
	defer rows.Close()
	var values []any
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			return nil, fmt.Errorf("sample %s.%s: %w", use.Table.Name, column.Name, err)
		}
		values = append(values, typedSample(use.Type, text))
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("sample %s.%s: %w", use.Table.Name, column.Name, err)
	}
	return values, nil
}

// typedSample keeps whole numbers exact.
func typedSample(typ catalog.Type, text string) any {
	if typ.IsNumeric() && regexp.MustCompile(`^-?[0-9]+(\.[0-9]+)?$`).MatchString(text) {
		return json.Number(text)
	}
	return text
}

// suggestions are numbers that names of parameters suggest.
var suggestions = []struct {
	part   string
	number float64
}{
	{"day", 14},
	{"lookback", 14},
	{"hour", 24},
	{"minute", 30},
	{"week", 4},
	{"month", 3},
	{"second", 86400},
	{"limit", 10},
	{"top", 10},
	{"rank", 10},
	{"max", 20},
	{"rate", 0.5},
	{"share", 0.5},
	{"percent", 0.5},
	{"pct", 0.5},
	{"weight", 0.5},
	{"min", 1},
	{"least", 1},
	{"threshold", 1},
	{"count", 1},
	{"number", 1},
	{"freq", 3},
}

// suggestion is a number that fits a name, 1 where it says nothing.
func suggestion(name string) (number float64, found bool) {
	name = strings.ToLower(name)
	for _, s := range suggestions {
		if strings.Contains(name, s.part) {
			return s.number, true
		}
	}
	return 1, false
}
