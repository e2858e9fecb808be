package amcsandbox

import (
	"context"
	"encoding/json"
	"io"
	"time"

	"github.com/recomamp/recomamp/amcsql/catalog"
)

// Engine compiles and runs AMC SQL. Implementations are safe for concurrent use.
type Engine interface {
	// Prepare makes the data up to now ready and tells how far it is. It may be called
	// again after an error or a restart. Execute is called only after it
	// returned nil, Compile at any time.
	Prepare(ctx context.Context, now time.Time, progress func(done, total int)) error
	// Compile checks a query and gives its output columns. What is wrong with the
	// query is a *QueryError.
	Compile(ctx context.Context, query Query) ([]Column, error)
	// Execute writes the result as CSV with a header. What is wrong with the query
	// is a *QueryError.
	Execute(ctx context.Context, query Query, w io.Writer) (Summary, error)
	// Close frees what the engine holds.
	Close() error
}

// Query is SQL with all that decides its rows.
type Query struct {
	// DataInstanceID names the instance whose rows are read.
	DataInstanceID string
	SQL            string
	// Uploads are data sets that the SQL may read like tables.
	Uploads    []catalog.Dataset
	Parameters []Parameter
	// Values are those given for this run, as JSON.
	Values map[string]json.RawMessage
	// WindowStart is inclusive, WindowEnd exclusive.
	WindowStart, WindowEnd time.Time
	// Now is the present of the sandbox; later rows do not exist yet.
	Now time.Time
	// RemoveValues empties filtered values instead of removing their rows.
	RemoveValues bool
	// Unaggregated switches the privacy thresholds off.
	Unaggregated bool
	// Advertisers limits the rows to these, by id; empty does not.
	Advertisers []string
	// Names of columns to add that tell of filtered values; empty adds none.
	FilteredMetricsDiscriminatorColumn string
	DistinctUserCountColumn            string
	FilteredReasonColumn               string
}

// Parameter is a declared input of a workflow.
type Parameter struct {
	Name string
	// DataType is Amazon's name of the type; for an array, of its elements.
	DataType string
	Array    bool
	// Default is JSON, or nil when a value must be given.
	Default json.RawMessage
}

// Column is one column of a result.
type Column struct {
	Name string
	// DataType is Amazon's name of the type, such as STRING or LONG.
	DataType string
	// ColumnType is DIMENSION or METRIC.
	ColumnType string
}

// Summary tells what Execute wrote.
type Summary struct{ Rows int64 }

// QueryError says that the query, not the engine, is at fault. Reason is the
// text Amazon would give for it.
type QueryError struct{ Reason string }

func (e *QueryError) Error() string { return e.Reason }
