package engine

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/analysis"
	"github.com/recomamp/recomamp/amcsql/catalog"
	"github.com/recomamp/recomamp/amcsql/duckdb"
)

// Plan is what is known of a request before it runs.
type Plan struct {
	Columns []Column
	// Sources are the data sources read, sorted.
	Sources []string
	// Users is how many distinct users a row needs to be shown in full.
	Users int
	// Diagnostics are warnings and hints.
	Diagnostics []amcsql.Diagnostic
}

// Column is an output column.
type Column struct {
	Name string
	// DataType is Amazon's name: STRING, LONG, DECIMAL, ARRAY … .
	DataType string
	// ColumnType is DIMENSION or METRIC.
	ColumnType string
}

// Compile checks a request and tells its output columns. A fault of the query is
// a *QueryError. No data are read and parameters need no values.
func (e *Engine) Compile(ctx context.Context, request Request) (*Plan, error) {
	compiled, err := e.translate(request, false)
	if err != nil {
		return nil, err
	}
	columns, err := e.describe(ctx, compiled)
	if err != nil {
		return nil, err
	}
	return &Plan{
		Columns: columns, Sources: compiled.statement.Sources, Users: compiled.statement.Users, Diagnostics: compiled.diagnostics,
	}, nil
}

// compiled is a request turned into a statement.
type compiled struct {
	query       *amcsql.Query
	statement   *duckdb.Statement
	audience    bool // its rows are counted, not shown
	diagnostics []amcsql.Diagnostic
}

// translate checks and translates. With run set the statement reads the
// instance's data and parameters must have values; else it reads empty tables.
func (e *Engine) translate(request Request, run bool) (*compiled, error) {
	read, err := e.read(&request, request.declarations())
	if err != nil {
		return nil, err
	}
	options, err := e.options(&request, run)
	if err != nil {
		return nil, err
	}
	options.Audience = read.audience
	sources := relations{engine: e, request: request}
	if run {
		options.Source = sources.relation
	}
	statement, more := duckdb.Translate(read.query, options)
	read.diagnostics = append(read.diagnostics, more...)
	if statement == nil {
		return nil, refused(request.SQL, read.diagnostics)
	}
	if sources.err != nil {
		return nil, sources.err
	}
	read.statement = statement
	return read, nil
}

// read parses the text, checks it as an editor does, so that the sandbox refuses
// just what the checks refuse, and fills its placeholders. Declared is nil where
// any parameter may be used. The statement is still to be made.
func (e *Engine) read(request *Request, declared []analysis.Parameter) (*compiled, error) {
	checked := analysis.Check(request.SQL, analysis.Options{
		Catalog: e.tables(request), Parameters: declared, Unaggregated: request.DisableAggregationControls, Placeholders: true,
	})
	if amcsql.HasErrors(checked.Diagnostics) {
		return nil, refused(request.SQL, checked.Diagnostics)
	}
	query, diagnostics := request.parse()
	if amcsql.HasErrors(diagnostics) {
		return nil, refused(request.SQL, diagnostics)
	}
	return &compiled{query: query, audience: checked.Audience, diagnostics: checked.Diagnostics}, nil
}

// options are those of a translation that reads empty tables.
func (e *Engine) options(request *Request, valuesNeeded bool) (duckdb.Options, error) {
	parameters, err := request.parameters(valuesNeeded)
	if err != nil {
		return duckdb.Options{}, err
	}
	return duckdb.Options{
		Catalog:      e.tables(request),
		Available:    func(table *catalog.Table) bool { return e.config.Data.Has(request.InstanceID, table) },
		Window:       request.Window,
		Now:          request.Now,
		Until:        request.Now,
		Parameters:   parameters,
		Source:       emptyRelation,
		Privacy:      request.privacy(),
		JavaPatterns: true,
	}, nil
}

// tables are those that a request may read.
func (e *Engine) tables(request *Request) *catalog.Catalog {
	if request.Catalog != nil {
		return request.Catalog
	}
	return e.config.Catalog
}

// relations gives the relations of one request and keeps the first error.
type relations struct {
	engine  *Engine
	request Request
	err     error
}

// advertiserColumn holds the id by which Request.Advertisers chooses rows.
const advertiserColumn = "advertiser_id"

func (r *relations) relation(table *catalog.Table, from, to time.Time) string {
	text, err := r.engine.config.Data.Relation(r.request.InstanceID, table, from, to)
	if err != nil {
		if r.err == nil {
			r.err = fmt.Errorf("find data of %s: %w", table.Name, err)
		}
		return emptyRelation(table, from, to)
	}
	if _, has := table.Column(advertiserColumn); len(r.request.Advertisers) == 0 || !has {
		return text
	}
	ids := make([]string, len(r.request.Advertisers))
	for i, id := range r.request.Advertisers {
		ids[i] = quote(id)
	}
	return "(SELECT * FROM " + text + " WHERE CAST(" + advertiserColumn + " AS VARCHAR) IN (" + strings.Join(ids, ", ") + "))"
}

// emptyRelation has the columns of a table and no rows.
func emptyRelation(table *catalog.Table, _, _ time.Time) string {
	columns := make([]string, len(table.Columns))
	for i, column := range table.Columns {
		columns[i] = "CAST(NULL AS " + duckdb.TypeName(column.Type) + `) AS "` + column.Name + `"`
	}
	return "(SELECT " + strings.Join(columns, ", ") + " WHERE FALSE)"
}

// describe asks DuckDB for the types of the output.
func (e *Engine) describe(ctx context.Context, c *compiled) ([]Column, error) {
	if columns, known := e.answers.columns.Get(c.statement.SQL); known {
		return slices.Clone(columns), nil
	}
	rows, err := e.query(ctx, "SELECT column_name, column_type FROM (DESCRIBE "+c.statement.SQL+")")
	if err != nil {
		return nil, e.failed(ctx, c, err)
	}
	defer rows.Close()
	var columns []Column
	for rows.Next() {
		var name, typ string
		if err := rows.Scan(&name, &typ); err != nil {
			return nil, fmt.Errorf("describe output: %w", err)
		}
		columns = append(columns, outputColumn(c.statement.Columns[len(columns)], parseType(typ)))
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("describe output: %w", err)
	}
	e.answers.columns.Add(c.statement.SQL, slices.Clone(columns))
	return columns, nil
}

func outputColumn(column duckdb.Column, typ duckType) Column {
	return Column{Name: column.Name, DataType: typ.amazon(), ColumnType: string(column.Role)}
}
