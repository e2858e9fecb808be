package engine

import (
	"bufio"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"

	"github.com/recomamp/recomamp/amcsql/catalog"
)

// Summary tells what Execute wrote.
type Summary struct {
	Columns  []Column
	Rows     int64 // without the header
	Bytes    int64
	Duration time.Duration
	// Audience says that the query was one for an audience. Its rows are not
	// written; Users is how many distinct users they name.
	Audience bool
	Users    int64
}

// errTimeout is the cause of a query ended by Config.Timeout.
var errTimeout = errors.New("the query ran longer than it may")

// Execute runs a request and writes its rows as CSV with a header. A fault of
// the query is a *QueryError; nothing has been written then. A cancelled
// context ends the query and gives the context's cause.
func (e *Engine) Execute(ctx context.Context, request Request, w io.Writer) (*Summary, error) {
	started := time.Now()
	ctx, cancel := context.WithTimeoutCause(ctx, e.config.Timeout, errTimeout)
	defer cancel()
	compiled, err := e.translate(request, true)
	if err != nil {
		return nil, err
	}
	if compiled.audience {
		return e.audience(ctx, compiled, started, w)
	}
	summary, err := e.answer(ctx, compiled, w)
	if err != nil {
		return nil, err
	}
	summary.Duration = time.Since(started)
	e.config.Logger.DebugContext(ctx, "query executed", slog.String("instance", request.InstanceID),
		slog.Int64("rows", summary.Rows), slog.Duration("duration", summary.Duration))
	return summary, nil
}

// answer writes the rows of a statement, from memory when it was run before.
func (e *Engine) answer(ctx context.Context, c *compiled, w io.Writer) (*Summary, error) {
	if summary, known, err := e.answers.write(c.statement.SQL, w); known {
		return summary, err
	}
	rows, err := e.query(ctx, c.statement.SQL)
	if err != nil {
		return nil, e.failed(ctx, c, err)
	}
	defer rows.Close()
	written := &beginning{to: w}
	summary, err := writeRows(rows, c, written)
	if err != nil {
		return nil, e.failed(ctx, c, err)
	}
	e.answers.keep(c.statement.SQL, written, summary)
	return summary, nil
}

// audience counts the users of an audience and writes no more than the header.
func (e *Engine) audience(ctx context.Context, c *compiled, started time.Time, w io.Writer) (*Summary, error) {
	name := c.statement.Columns[0].Name
	rows, err := e.query(ctx, `SELECT count(DISTINCT "`+name+`") FROM (`+c.statement.SQL+")")
	if err != nil {
		return nil, e.failed(ctx, c, err)
	}
	defer rows.Close()
	summary := &Summary{Audience: true, Columns: []Column{{Name: name, DataType: "STRING", ColumnType: string(catalog.Attribute)}}}
	for rows.Next() {
		if err := rows.Scan(&summary.Users); err != nil {
			return nil, fmt.Errorf("count audience: %w", err)
		}
	}
	if err := rows.Err(); err != nil {
		return nil, e.failed(ctx, c, err)
	}
	written, err := io.WriteString(w, name+"\n")
	if err != nil {
		return nil, fmt.Errorf("write header: %w", err)
	}
	summary.Bytes, summary.Duration = int64(written), time.Since(started)
	return summary, nil
}

// failed tells whose fault an error of DuckDB is.
func (e *Engine) failed(ctx context.Context, c *compiled, err error) error {
	if ctx.Err() != nil {
		return fmt.Errorf("execute query: %w", context.Cause(ctx))
	}
	if isTypeFault(err) {
		return refusedByDuckDB(c.query, err)
	}
	return fmt.Errorf("execute query: %w", err)
}

// writeRows streams rows as CSV.
func writeRows(rows *sql.Rows, c *compiled, w io.Writer) (*Summary, error) {
	types, err := rows.ColumnTypes()
	if err != nil {
		return nil, fmt.Errorf("read column types: %w", err)
	}
	summary := &Summary{}
	counted := &countingWriter{to: w}
	buffered := bufio.NewWriterSize(counted, 64<<10)
	parsed := make([]duckType, len(types))
	line := make([]byte, 0, 1024)
	for i, column := range c.statement.Columns {
		parsed[i] = parseType(types[i].DatabaseTypeName())
		summary.Columns = append(summary.Columns, outputColumn(column, parsed[i]))
		line = appendField(line, i, []byte(column.Name))
	}
	line = append(line, '\n')
	values := make([]any, len(types))
	targets := make([]any, len(types))
	for i := range values {
		targets[i] = &values[i]
	}
	cell := make([]byte, 0, 256)
	for {
		if _, err := buffered.Write(line); err != nil {
			return nil, fmt.Errorf("write rows: %w", err)
		}
		if !rows.Next() {
			break
		}
		if err := rows.Scan(targets...); err != nil {
			return nil, fmt.Errorf("read row: %w", err)
		}
		line = line[:0]
		for i, v := range values {
			if v == nil {
				line = appendNull(line, i)
				continue
			}
			cell = parsed[i].append(cell[:0], v)
			line = appendField(line, i, cell)
		}
		line = append(line, '\n')
		summary.Rows++
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read rows: %w", err)
	}
	if err := buffered.Flush(); err != nil {
		return nil, fmt.Errorf("write rows: %w", err)
	}
	summary.Bytes = counted.written
	return summary, nil
}

type countingWriter struct {
	to      io.Writer
	written int64
}

func (c *countingWriter) Write(p []byte) (int, error) {
	n, err := c.to.Write(p)
	c.written += int64(n)
	return n, err
}
