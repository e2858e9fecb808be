package synthetic

import (
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/recomamp/recomamp/amcsql/catalog"
)

var (
	// ErrNoData means that nothing was generated in the folder yet.
	ErrNoData = errors.New("synthetic data are not there yet")
	// ErrNotReady means that the instance is still being generated.
	ErrNotReady = errors.New("synthetic data of the instance are not ready yet")
	// ErrNoTable means that the instance does not hold the table.
	ErrNoTable = errors.New("the instance does not hold the table")
)

// Store finds the generated data. It holds no files open and is safe for
// concurrent use. A store shows one generation; open another to see a later
// one.
type Store struct {
	dir        string
	generation generation

	mutex  sync.Mutex
	models map[string]*model // by instance; without a database
}

// Open finds the current generation in a folder. It gives ErrNoData when there
// is none; instances may still be missing from it, see Ready.
func Open(dir string) (*Store, error) {
	g, err := readCurrent(dir)
	if missing(err) {
		return nil, fmt.Errorf("open %s: %w", dir, ErrNoData)
	}
	if err != nil {
		return nil, err
	}
	return &Store{dir: dir, generation: g, models: map[string]*model{}}, nil
}

// Instances are those of the generation, ready or not.
func (s *Store) Instances() []Instance { return s.generation.Instances }

// Instance finds an instance by id.
func (s *Store) Instance(id string) (Instance, bool) {
	for _, instance := range s.generation.Instances {
		if instance.ID == id {
			return instance, true
		}
	}
	return Instance{}, false
}

// Ready reports whether the data of an instance are complete.
func (s *Store) Ready(instanceID string) bool {
	instance, ok := s.Instance(instanceID)
	return ok && s.generation.ready(s.dir, instance)
}

// Range is the span of retained events, from the first day of the 13 months to
// the first instant the generation does not reach, which lies after the
// present: see the package comment.
func (s *Store) Range() (from, end time.Time) {
	calendar := newCalendar(s.generation.Now, s.generation.End, time.UTC, false)
	return calendar.events, calendar.end
}

// Folder holds the files Relation refers to; a database with external access
// off must be allowed to read it. A later generation has another folder.
func (s *Store) Folder() string { return filepath.Join(s.dir, s.generation.folder()) }

// Relation gives DuckDB SQL, in parentheses, for the rows of a table whose
// window column lies in [from, to), in UTC. A zero time leaves that side open;
// since the data reach past the present, to should be no later than now.
// Tables without a window column ignore both. Columns have the names, order
// and types of the catalogue. Audience twins are served as well.
func (s *Store) Relation(instanceID string, table *catalog.Table, from, to time.Time) (string, error) {
	instance, ok := s.Instance(instanceID)
	if !ok || !s.generation.ready(s.dir, instance) {
		return "", fmt.Errorf("instance %s: %w", instanceID, ErrNotReady)
	}
	if !instance.Has(table) {
		return "", fmt.Errorf("%s of instance %s: %w", table.Name, instanceID, ErrNoTable)
	}
	m, err := s.model(instance)
	if err != nil {
		return "", err
	}
	p, err := m.projectionOf(table)
	if err != nil {
		return "", err
	}
	query, err := p.query(table)
	if err != nil {
		return "", err
	}
	window := windowOf(table, from, to)
	query = s.withFiles(instance, p, query, from, to)
	return "(SELECT * FROM (" + query + ")" + window + ")", nil
}

func (s *Store) model(instance Instance) (*model, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if m, ok := s.models[instance.ID]; ok {
		return m, nil
	}
	w, err := newWorld(instance, s.generation.Seed, s.generation.Scale, s.generation.Now, s.generation.End)
	if err != nil {
		return nil, err
	}
	m := &model{world: w}
	s.models[instance.ID] = m
	return m, nil
}

// withFiles puts files in place of the @names of model tables. Where a table
// of events is cut by a time computed from it, the files are cut beforehand
// with an hour to spare, so that most of them need not be read.
func (s *Store) withFiles(instance Instance, p projection, query string, from, to time.Time) string {
	tables := regexp.MustCompile(`@[a-z_]+`)
	return tables.ReplaceAllStringFunc(query, func(name string) string {
		name = name[1:]
		file := "read_parquet(" + quote(filepath.Join(s.Folder(), instance.ID, name+".parquet")) + ")"
		if name != p.events {
			return file
		}
		if bounds := between("t", wider(from, -time.Hour), wider(to, time.Hour)); bounds != "" {
			return "(SELECT * FROM " + file + " WHERE " + bounds + ")"
		}
		return file
	})
}

// wider moves a bound out, if there is one.
func wider(bound time.Time, by time.Duration) time.Time {
	if bound.IsZero() {
		return bound
	}
	return bound.Add(by)
}

// windowOf is the WHERE clause that cuts a table to the window. A DATE column
// holds whole days: those that begin in the window, by UTC date.
func windowOf(table *catalog.Table, from, to time.Time) string {
	column, ok := table.Column(table.WindowColumn)
	if !ok {
		return ""
	}
	if column.Type.Name == catalog.Date {
		if !from.IsZero() {
			from = midnight(from)
		}
		if !to.IsZero() && (from.IsZero() || midnight(to).After(from)) {
			to = midnight(to)
		}
	}
	if bounds := between(column.Name, from, to); bounds != "" {
		return " WHERE " + bounds
	}
	return ""
}

func between(expression string, from, to time.Time) string {
	const layout = "2006-01-02 15:04:05.999999"
	var bounds []string
	if !from.IsZero() {
		bounds = append(bounds, fmt.Sprintf("%s >= TIMESTAMP '%s'", expression, from.UTC().Format(layout)))
	}
	if !to.IsZero() {
		bounds = append(bounds, fmt.Sprintf("%s < TIMESTAMP '%s'", expression, to.UTC().Format(layout)))
	}
	return strings.Join(bounds, " AND ")
}
