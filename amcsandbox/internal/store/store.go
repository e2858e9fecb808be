package store

import (
	"context"
	"database/sql"
	_ "embed"
	"errors"
	"fmt"
	"net/url"
	"time"

	_ "modernc.org/sqlite" // the driver
)

// ErrNotFound says that no row answers to the given key.
var ErrNotFound = errors.New("not found")

// ErrExists says that the key is taken.
var ErrExists = errors.New("exists already")

//go:embed schema.sql
var schema string

// upgrade brings a file of version 1 to version 2.
//
//go:embed upgrade_2.sql
var upgrade string

// version is the shape of the tables; a file of a later version is refused.
const version = 2

// Store is an open file. It is safe for concurrent use.
type Store struct {
	writer *sql.DB
	reader *sql.DB
}

// Open opens the file at path, making it and its tables when needed.
func Open(ctx context.Context, path string) (*Store, error) {
	writer, err := sql.Open("sqlite", dsn(path, "_txlock=immediate"))
	if err != nil {
		return nil, fmt.Errorf("open sandbox state %s: %w", path, err)
	}
	writer.SetMaxOpenConns(1) // one writer, queued here instead of failing with BUSY there
	s := &Store{writer: writer}
	if err := s.migrate(ctx); err != nil {
		writer.Close()
		return nil, fmt.Errorf("open sandbox state %s: %w", path, err)
	}
	if s.reader, err = sql.Open("sqlite", dsn(path, "_pragma=query_only(1)")); err != nil {
		writer.Close()
		return nil, fmt.Errorf("open sandbox state %s: %w", path, err)
	}
	s.reader.SetMaxOpenConns(4)
	s.reader.SetMaxIdleConns(4)
	return s, nil
}

// dsn asks for a write-ahead log. synchronous=NORMAL is enough to survive
// kill -9: what was written is in the kernel's hands by then.
func dsn(path, extra string) string {
	return "file:" + (&url.URL{Path: path}).EscapedPath() +
		"?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(NORMAL)&_pragma=foreign_keys(1)&" + extra
}

func (s *Store) migrate(ctx context.Context) error {
	var found int
	if err := s.writer.QueryRowContext(ctx, "PRAGMA user_version").Scan(&found); err != nil {
		return fmt.Errorf("read version: %w", err)
	}
	switch found {
	case version:
		return nil
	case 0:
		if _, err := s.writer.ExecContext(ctx, schema); err != nil {
			return fmt.Errorf("make tables: %w", err)
		}
		return nil
	case 1:
		if _, err := s.writer.ExecContext(ctx, upgrade); err != nil {
			return fmt.Errorf("bring tables up to date: %w", err)
		}
		return nil
	default:
		return fmt.Errorf("the file has version %d, this program reads %d; remove the folder to start afresh", found, version)
	}
}

// Close closes the file.
func (s *Store) Close() error {
	return errors.Join(s.reader.Close(), s.writer.Close())
}

// Tx is a transaction; it is valid only inside the function it was given to.
type Tx struct {
	ctx context.Context //nolint:containedctx // lives exactly as long as the transaction
	tx  *sql.Tx
}

// Write runs do in a transaction that is committed when do returns nil.
func (s *Store) Write(ctx context.Context, do func(tx *Tx) error) error {
	return within(ctx, s.writer, do)
}

// Read runs do on one unchanging view of the file.
func (s *Store) Read(ctx context.Context, do func(tx *Tx) error) error {
	return within(ctx, s.reader, do)
}

func within(ctx context.Context, db *sql.DB, do func(tx *Tx) error) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	defer func() { _ = tx.Rollback() }() // nothing to roll back after a commit
	if err := do(&Tx{ctx: ctx, tx: tx}); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	return nil
}

func (tx *Tx) exec(act, query string, args ...any) (int64, error) {
	result, err := tx.tx.ExecContext(tx.ctx, query, args...)
	if err != nil {
		return 0, fmt.Errorf("%s: %w", act, err)
	}
	count, err := result.RowsAffected()
	if err != nil {
		return 0, fmt.Errorf("%s: %w", act, err)
	}
	return count, nil
}

// execOne is exec for statements that must touch a row.
func (tx *Tx) execOne(act, query string, args ...any) error {
	count, err := tx.exec(act, query, args...)
	if err != nil {
		return err
	}
	if count == 0 {
		return fmt.Errorf("%s: %w", act, ErrNotFound)
	}
	return nil
}

// insert is exec for INSERT … ON CONFLICT DO NOTHING.
func (tx *Tx) insert(act, query string, args ...any) error {
	count, err := tx.exec(act, query, args...)
	if err != nil {
		return err
	}
	if count == 0 {
		return fmt.Errorf("%s: %w", act, ErrExists)
	}
	return nil
}

type scanner interface{ Scan(dest ...any) error }

func one[T any](tx *Tx, act string, scan func(scanner) (T, error), query string, args ...any) (T, error) {
	value, err := scan(tx.tx.QueryRowContext(tx.ctx, query, args...))
	if errors.Is(err, sql.ErrNoRows) {
		err = ErrNotFound
	}
	if err != nil {
		return value, fmt.Errorf("%s: %w", act, err)
	}
	return value, nil
}

func many[T any](tx *Tx, act string, scan func(scanner) (T, error), query string, args ...any) ([]T, error) {
	rows, err := tx.tx.QueryContext(tx.ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", act, err)
	}
	defer rows.Close()
	var values []T
	for rows.Next() {
		value, err := scan(rows)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", act, err)
		}
		values = append(values, value)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("%s: %w", act, err)
	}
	return values, nil
}

func micros(at time.Time) int64 { return at.UnixMicro() }

func instant(us int64) time.Time { return time.UnixMicro(us).UTC() }

// nullMicros stores the zero time as NULL.
func nullMicros(at time.Time) sql.NullInt64 {
	return sql.NullInt64{Int64: at.UnixMicro(), Valid: !at.IsZero()}
}

func nullInstant(us sql.NullInt64) time.Time {
	if !us.Valid {
		return time.Time{}
	}
	return instant(us.Int64)
}
