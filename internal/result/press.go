package result

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
)

// press is what one result at a time is turned into Parquet with: a folder of
// its own and a DuckDB that reaches nothing else. Starting a DuckDB takes as
// long as storing a small result, so that it is kept for the next one.
type press struct {
	dir string
	db  *sql.DB // nil until it is needed
}

// mostKept is the largest result, in bytes of text, after which the DuckDB is
// kept: larger ones leave memory behind.
const mostKept = 8 << 20

// engine is the DuckDB, started when it is not there.
func (p *press) engine(ctx context.Context, l limits) (*sql.DB, error) {
	if p.db == nil {
		l.folders = []string{p.dir}
		db, err := openEngine(context.WithoutCancel(ctx), l)
		if err != nil {
			return nil, err
		}
		p.db = db
	}
	return p.db, nil
}

// stop ends the DuckDB.
func (p *press) stop() error {
	if p.db == nil {
		return nil
	}
	db := p.db
	p.db = nil
	return db.Close()
}

// makePresses makes the presses below a scratch folder.
func makePresses(s *scratch, n int) (chan *press, error) {
	presses := make(chan *press, n)
	for i := range n {
		dir, err := s.sub(fmt.Sprint("ingest-", i))
		if err != nil {
			return nil, fmt.Errorf("create ingest folder: %w", err)
		}
		presses <- &press{dir: dir}
	}
	return presses, nil
}

// take waits for a press. Give it back with done, which empties it and says
// whether its DuckDB may be kept.
func (s *Service) take(ctx context.Context) (p *press, done func(keep bool), err error) {
	select {
	case p = <-s.presses:
	case <-ctx.Done():
		return nil, nil, context.Cause(ctx)
	}
	return p, func(keep bool) {
		s.mu.Lock()
		defer s.mu.Unlock()
		if !keep || s.closed {
			_ = p.stop() // what it was for is over
		}
		s.presses <- p
	}, nil
}

// stopPresses ends the DuckDBs of those that are not in use; the others end
// when they are given back.
func (s *Service) stopPresses() (err error) {
	for range len(s.presses) {
		p := <-s.presses
		err = errors.Join(err, p.stop())
		s.presses <- p
	}
	return err
}

// workIn makes a folder for one result below a press.
func (p *press) workIn() (string, error) {
	dir, err := os.MkdirTemp(p.dir, "")
	if err != nil {
		return "", storageError(fmt.Errorf("create spool folder: %w", err))
	}
	return dir, nil
}
