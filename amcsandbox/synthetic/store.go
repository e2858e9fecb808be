package synthetic

import (
	"errors"
	"fmt"
	"os"
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

// Store finds the generated data below a folder, as of each call: data may be
// made, or replaced by a later generation, while it is in use. It holds no
// files open and is safe for concurrent use.
type Store struct {
	dir       string
	instances []Instance

	mutex   sync.Mutex
	read    os.FileInfo // of the current file when generation was read
	current *generationModels
}

// generationModels is a generation with the models made from it so far, which
// have no database and serve to project.
type generationModels struct {
	generation
	models map[string]*model // by instance
}

// NewStore gives a store on Config.Dir for instances; nil means
// DefaultInstances. Nothing need be generated yet.
func NewStore(dir string, instances []Instance) (*Store, error) {
	absolute, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("find data folder: %w", err)
	}
	if instances == nil {
		instances = DefaultInstances()
	}
	return &Store{dir: absolute, instances: instances}, nil
}

// Open gives a store on Config.Dir for the instances that were generated
// there, or ErrNoData when nothing was.
func Open(dir string) (*Store, error) {
	g, err := readCurrent(dir)
	if missing(err) {
		return nil, fmt.Errorf("open %s: %w", dir, ErrNoData)
	}
	if err != nil {
		return nil, err
	}
	return NewStore(dir, g.Instances)
}

// Dir is the folder below which all files lie that Relation refers to.
func (s *Store) Dir() string { return s.dir }

// Instances are those the store was made for.
func (s *Store) Instances() []Instance { return s.instances }

// Instance finds an instance by id.
func (s *Store) Instance(id string) (Instance, bool) {
	for _, instance := range s.instances {
		if instance.ID == id {
			return instance, true
		}
	}
	return Instance{}, false
}

// Has reports whether an instance holds a table, whether or not its data are
// ready.
func (s *Store) Has(instanceID string, table *catalog.Table) bool {
	instance, ok := s.Instance(instanceID)
	return ok && instance.Has(table)
}

// Ready reports whether the data of an instance are complete.
func (s *Store) Ready(instanceID string) bool {
	instance, ok := s.Instance(instanceID)
	if !ok {
		return false
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	g, err := s.load()
	return err == nil && g.ready(s.dir, instance)
}

// Range is the span of retained events of the current generation, from the
// first day of the 13 months to the first instant it does not reach, which
// lies after the present: see the package comment. Both are zero when nothing
// was generated yet.
func (s *Store) Range() (from, end time.Time) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	g, err := s.load()
	if err != nil {
		return time.Time{}, time.Time{}
	}
	calendar := newCalendar(g.Now, g.End, time.UTC, false)
	return calendar.events, calendar.end
}

// Relation gives DuckDB SQL, in parentheses, for the rows of a table whose
// window column lies in [from, to), in UTC. A zero time leaves that side open;
// since the data reach past the present, to should be no later than now.
// Tables without a window column ignore both. Columns have the names, order
// and types of the catalogue. Audience twins are served as well. Errors are
// ErrNoData, ErrNotReady and ErrNoTable.
func (s *Store) Relation(instanceID string, table *catalog.Table, from, to time.Time) (string, error) {
	instance, ok := s.Instance(instanceID)
	if !ok || !instance.Has(table) {
		return "", fmt.Errorf("%s of instance %s: %w", table.Name, instanceID, ErrNoTable)
	}
	m, folder, err := s.model(instance)
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
	return "(SELECT * FROM (" + withFiles(query, folder, p.events, from, to) + ")" + windowOf(table, from, to) + ")", nil
}

// model gives the model of an instance in the current generation and the
// folder of its files.
func (s *Store) model(instance Instance) (*model, string, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	g, err := s.load()
	if err != nil {
		return nil, "", err
	}
	if !g.ready(s.dir, instance) {
		return nil, "", fmt.Errorf("instance %s: %w", instance.ID, ErrNotReady)
	}
	folder := filepath.Join(s.dir, g.folder(), instance.ID)
	if m, ok := g.models[instance.ID]; ok {
		return m, folder, nil
	}
	w, err := newWorld(instance, g.Seed, g.Scale, g.Now, g.End)
	if err != nil {
		return nil, "", err
	}
	m := &model{world: w}
	g.models[instance.ID] = m
	return m, folder, nil
}

// load reads the current generation unless it is the one known. The caller
// holds the mutex.
func (s *Store) load() (*generationModels, error) {
	info, err := os.Stat(filepath.Join(s.dir, currentFile))
	if missing(err) {
		return nil, fmt.Errorf("look in %s: %w", s.dir, ErrNoData)
	}
	if err != nil {
		return nil, fmt.Errorf("look for data: %w", err)
	}
	if s.current != nil && os.SameFile(info, s.read) && info.ModTime().Equal(s.read.ModTime()) {
		return s.current, nil
	}
	g, err := readCurrent(s.dir)
	if err != nil {
		return nil, err
	}
	s.read, s.current = info, &generationModels{generation: g, models: map[string]*model{}}
	return s.current, nil
}

// withFiles puts files in place of the @names of model tables. Where a table
// of events is cut by a time near its own, its file is cut beforehand with an
// hour to spare, so that most of it need not be read.
func withFiles(query, folder, events string, from, to time.Time) string {
	tables := regexp.MustCompile(`@[a-z_]+`)
	return tables.ReplaceAllStringFunc(query, func(name string) string {
		name = name[1:]
		file := "read_parquet(" + quote(filepath.Join(folder, name+".parquet")) + ")"
		if name != events {
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
