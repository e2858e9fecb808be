package synthetic

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"

	_ "github.com/duckdb/duckdb-go/v2" // the driver behind sql.Open("duckdb")
)

// Generate makes the data the configuration asks for, unless they are there
// already. It may be called by several processes at once: one works, the
// others wait and find the work done. It can be cancelled and called again,
// and then goes on with the instances that were not finished.
func Generate(ctx context.Context, config Config) error {
	c, err := config.withDefaults()
	if err != nil {
		return err
	}
	steps := len(c.Instances) * stepsPerInstance()
	if g, err := readCurrent(c.Dir); err == nil && g.Complete && g.serves(c) {
		c.Progress(steps, steps)
		return nil
	}
	if err := os.MkdirAll(c.Dir, 0o750); err != nil {
		return fmt.Errorf("make data folder: %w", err)
	}
	release, err := lock(ctx, c.Dir)
	if err != nil {
		return err
	}
	defer release()

	g, err := readCurrent(c.Dir)
	hadData := err == nil && g.Complete
	if hadData && g.serves(c) { // Another process was faster.
		c.Progress(steps, steps)
		return nil
	}
	current := g.folder()
	if err != nil || !g.serves(c) {
		g = newGeneration(c)
	}
	if err := sweep(c.Dir, current, g.folder()); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Join(c.Dir, g.folder()), 0o750); err != nil {
		return fmt.Errorf("make generation folder: %w", err)
	}
	if !hadData { // Nothing to show meanwhile: let readers see instances as they come.
		if err := g.publish(c.Dir); err != nil {
			return err
		}
	}
	if err := makeInstances(ctx, c, g, steps); err != nil {
		return err
	}
	g.Complete = true
	return g.publish(c.Dir)
}

// atOnce is how many instances are made side by side; each step of one uses
// all threads where it can, and few can all the time.
const atOnce = 2

func makeInstances(ctx context.Context, c Config, g generation, total int) error {
	var mutex sync.Mutex
	done := 0
	step := func(n int) {
		mutex.Lock()
		defer mutex.Unlock()
		done += n
		c.Progress(done, total)
	}
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(atOnce)
	for _, instance := range c.Instances {
		if g.ready(c.Dir, instance) {
			step(stepsPerInstance())
			continue
		}
		group.Go(func() error {
			if err := makeInstance(ctx, c, g, instance, func() { step(1) }); err != nil {
				return fmt.Errorf("generate instance %s: %w", instance.ID, err)
			}
			return nil
		})
	}
	return group.Wait()
}

// inMemory is the volume up to which the model is held in memory while it is
// made; above, it lives in a file beside the data.
const inMemory = 3

func makeInstance(ctx context.Context, c Config, g generation, instance Instance, step func()) (err error) {
	if err := ctx.Err(); err != nil {
		return context.Cause(ctx)
	}
	world, err := newWorld(instance, g.Seed, g.Scale, g.Now, g.End)
	if err != nil {
		return err
	}
	folder := filepath.Join(c.Dir, temporaryPrefix+instance.ID)
	if err := os.MkdirAll(folder, 0o750); err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.RemoveAll(folder) // The first error says more; sweep tries again.
		}
	}()
	source := ""
	if world.volume > inMemory {
		source = filepath.Join(folder, "model.duckdb")
	}
	db, err := sql.Open("duckdb", source)
	if err != nil {
		return fmt.Errorf("open database: %w", err)
	}
	db.SetMaxOpenConns(1)
	m := &model{world: world, db: db}
	err = m.write(ctx, c, folder, step)
	if closing := db.Close(); err == nil {
		err = closing
	}
	if err != nil {
		return err
	}
	for _, scratch := range []string{"model.duckdb", "model.duckdb.wal", "spill"} {
		if err := os.RemoveAll(filepath.Join(folder, scratch)); err != nil {
			return err
		}
	}
	return os.Rename(folder, filepath.Join(c.Dir, g.folder(), instance.ID))
}

func (m *model) write(ctx context.Context, c Config, folder string, step func()) error {
	settings := fmt.Sprintf("SET threads = %d; SET memory_limit = '%dMB'; SET temp_directory = %s; SET autoinstall_known_extensions = false; SET autoload_known_extensions = false",
		c.Threads, max(64, c.MemoryMegabytes/atOnce), quote(filepath.Join(folder, "spill")))
	if _, err := m.db.ExecContext(ctx, settings); err != nil {
		return fmt.Errorf("set up database: %w", err)
	}
	if err := m.build(ctx, step); err != nil {
		return err
	}
	for _, table := range m.stored() {
		copying := fmt.Sprintf("COPY %s TO %s (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, ROW_GROUP_SIZE 30720)", table, quote(filepath.Join(folder, table+".parquet")))
		if _, err := m.db.ExecContext(ctx, copying); err != nil {
			return fmt.Errorf("write %s: %w", table, err)
		}
	}
	step()
	return nil
}

// stored are the tables of the model that projections read.
func (m *model) stored() []string {
	tables := slices.Concat(worldTables(), []string{"person", "imp", "sponsored", "purchase", "event", "touched"})
	for _, tick := range m.ticks() {
		tables = append(tables, tick.Name)
	}
	return tables
}

// stepsPerInstance counts the world, every script and the writing.
func stepsPerInstance() int { return 2 + len(buildScripts()) }
