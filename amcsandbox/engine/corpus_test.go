package engine_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/tools/txtar"

	"github.com/recomamp/recomamp/amcsandbox/engine"
	"github.com/recomamp/recomamp/amcsandbox/synthetic"
	"github.com/recomamp/recomamp/amcsql/catalog"
	"github.com/recomamp/recomamp/amcsql/duckdb"
)

var update = flag.Bool("update", false, "rewrite the results in testdata")

// The corpus holds queries of the kinds analysts write. Each must run on the
// synthetic data; its file tells the columns and rows that came out.
func TestCorpusRuns(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/corpus/*.txtar")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	e := openSynthetic(t)
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			t.Parallel()
			archive, err := txtar.ParseFile(file)
			require.NoError(t, err)
			given := map[string]string{}
			for _, section := range archive.Files {
				given[section.Name] = string(section.Data)
			}
			written := &txtar.Archive{Comment: archive.Comment}
			for _, section := range archive.Files {
				name, kind, _ := strings.Cut(section.Name, ".")
				if kind == "want" {
					continue
				}
				written.Files = append(written.Files, section)
				if kind != "sql" {
					continue
				}
				_, sampled := given[name+".sample"]
				want := corpusResult(t, e, name, string(section.Data), given[name+".options"], sampled)
				written.Files = append(written.Files, txtar.File{Name: name + ".want", Data: []byte(want)})
				if !*update {
					require.Equal(t, given[name+".want"], want, "%s: run the test with -update and read the difference", name)
				}
			}
			if *update {
				require.NoError(t, os.WriteFile(file, txtar.Format(written), 0o600))
			}
		})
	}
}

// corpusOptions may stand beside a query of the corpus. An empty section
// "NAME.sample" has the parameters and placeholders without a value sampled.
type corpusOptions struct {
	Parameters map[string]struct {
		Type  string
		Value any
	}
	// Datasets are uploaded ones, in the form of recomamp sql run --dataset.
	Datasets json.RawMessage
}

// corpusResult runs a query: one line per column, then the rows where no data
// source was read, else their number.
func corpusResult(t *testing.T, e *engine.Engine, name, text, options string, sampled bool) string {
	t.Helper()
	r := engine.Request{
		InstanceID: corpusInstance().ID, SQL: text, Now: corpusNow(), Values: map[string]any{},
		Window: duckdb.Window{Start: time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC), End: time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)},
	}
	if options != "" {
		var given corpusOptions
		require.NoError(t, json.Unmarshal([]byte(options), &given), name)
		for parameter, p := range given.Parameters {
			typ, err := catalog.ParseType(p.Type)
			require.NoError(t, err, name)
			r.Parameters = append(r.Parameters, engine.Parameter{Name: parameter, Type: typ})
			r.Values[parameter] = p.Value
		}
		if len(given.Datasets) > 0 {
			uploaded, err := catalog.ParseDatasets(given.Datasets)
			require.NoError(t, err, name)
			r.Catalog, err = catalog.Default().With(uploaded...)
			require.NoError(t, err, name)
		}
	}
	if sampled {
		var err error
		if r, _, err = e.Sample(t.Context(), r); err != nil {
			t.Errorf("%s: sample: %s", name, err)
			return "refused: " + err.Error() + "\n"
		}
	}
	started := time.Now()
	plan, err := e.Compile(t.Context(), r)
	if refused, is := errors.AsType[*engine.QueryError](err); is {
		t.Errorf("%s: %s", name, refused.Reason)
		return "refused: " + refused.Reason + "\n"
	}
	require.NoError(t, err, name)
	var rows strings.Builder
	summary, err := e.Execute(t.Context(), r, &rows)
	if took := time.Since(started); took > time.Second {
		t.Logf("%s took %s", name, took.Round(time.Millisecond))
	}
	if refused, is := errors.AsType[*engine.QueryError](err); is {
		t.Errorf("%s: %s", name, refused.Reason)
		return "refused: " + refused.Reason + "\n"
	}
	require.NoError(t, err, name)
	require.Equal(t, plan.Columns, summary.Columns, "%s: compiled and executed differ", name)
	var out strings.Builder
	for _, column := range summary.Columns {
		fmt.Fprintf(&out, "%s %s %s\n", column.Name, column.DataType, column.ColumnType)
	}
	switch {
	case unrepeatable.MatchString(text):
		out.WriteString("\nrows that differ\n")
	case len(plan.Sources) == 0:
		out.WriteString("\n" + rows.String())
	default:
		fmt.Fprintf(&out, "\n%d rows, each of %d users\n", summary.Rows, plan.Users)
	}
	return out.String()
}

var unrepeatable = regexp.MustCompile(`(?i)\b(random|rand|uuid|approx_\w+|mode|bernoulli)\s*\(`)

func corpusNow() time.Time { return time.Date(2026, 5, 20, 15, 30, 0, 0, time.UTC) }

// corpusInstance subscribes to everything.
func corpusInstance() synthetic.Instance { return synthetic.DefaultInstances()[0] }

// corpusData holds the tables of one generated instance. A table that is asked
// for is written out as a file first, which is quicker to ask again than the
// model behind it.
type corpusData struct {
	dir   string
	store *synthetic.Store
	db    *sql.DB

	mutex sync.Mutex
	made  map[string]bool
}

var sharedCorpus = sync.OnceValues(func() (*corpusData, error) {
	dir, err := os.MkdirTemp("", "engine-corpus-")
	if err != nil {
		return nil, err
	}
	instances := []synthetic.Instance{corpusInstance()}
	data := &corpusData{dir: dir, made: map[string]bool{}}
	model := filepath.Join(dir, "model")
	if err := synthetic.Generate(context.Background(), synthetic.Config{Dir: model, Now: corpusNow(), Scale: 0.05, Instances: instances}); err != nil {
		return data, err
	}
	if data.store, err = synthetic.NewStore(model, instances); err != nil {
		return data, err
	}
	data.db, err = sql.Open("duckdb", "")
	return data, err
})

func (d *corpusData) close() error {
	return errors.Join(d.db.Close(), os.RemoveAll(d.dir))
}

func (d *corpusData) Has(_ string, table *catalog.Table) bool { return corpusInstance().Has(table) }

func (d *corpusData) Relation(_ string, table *catalog.Table, _, _ time.Time) (string, error) {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	file := filepath.Join(d.dir, table.Name+".parquet")
	if !d.made[table.Name] {
		relation, err := d.store.Relation(corpusInstance().ID, table, time.Time{}, time.Time{})
		if err != nil {
			return "", err
		}
		if _, err := d.db.ExecContext(context.Background(), "COPY (SELECT * FROM "+relation+") TO '"+file+"'"); err != nil {
			return "", err
		}
		d.made[table.Name] = true
	}
	return "read_parquet('" + file + "')", nil
}

func openSynthetic(t *testing.T) *engine.Engine {
	t.Helper()
	data, err := sharedCorpus()
	require.NoError(t, err)
	opened, err := engine.Open(engine.Config{Data: engine.WithUploads(data), Dir: data.dir, Threads: 2, TempDir: t.TempDir()})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, opened.Close()) })
	return opened
}
