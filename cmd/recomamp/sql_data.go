package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/recomamp/recomamp/amcsandbox/engine"
	"github.com/recomamp/recomamp/amcsandbox/synthetic"
	"github.com/recomamp/recomamp/amcsql/catalog"
)

// syntheticFlags say which synthetic data a command reads.
type syntheticFlags struct {
	Instance string  `placeholder:"ID" help:"Sandbox instance; by default the first standard one, which has every data source."`
	DataDir  string  `placeholder:"DIR" help:"Folder of the synthetic data; by default in the user's cache folder."`
	Scale    float64 `default:"1" help:"How much data to make, from 0.1 to 100."`
}

// open makes the data the first time and completes a request: the instance, and
// a window over all the data where it has none.
func (c syntheticFlags) open(ctx context.Context, tables *catalog.Catalog, request *engine.Request) (*engine.Engine, error) {
	dir, err := c.dataDir()
	if err != nil {
		return nil, err
	}
	store, err := c.data(ctx, dir, request.Now)
	if err != nil {
		return nil, err
	}
	if request.InstanceID, err = c.instance(store); err != nil {
		return nil, err
	}
	if request.Window.IsZero() {
		request.Window.Start, _ = store.Range()
		request.Window.End = request.Now.UTC().Truncate(24 * time.Hour)
	}
	return engine.Open(engine.Config{Data: engine.WithUploads(storeData{store}), Dir: dir, Catalog: tables})
}

func (c syntheticFlags) dataDir() (string, error) {
	if c.DataDir != "" {
		return c.DataDir, nil
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", usageError("no cache folder, give --data-dir: %v", err)
	}
	return filepath.Join(cache, "recomamp", "synthetic"), nil
}

// data makes the data the first time.
func (c syntheticFlags) data(ctx context.Context, dir string, now time.Time) (*synthetic.Store, error) {
	progress := newProgress(os.Stderr)
	defer progress.end()
	err := synthetic.Generate(ctx, synthetic.Config{Dir: dir, Scale: c.Scale, Now: now, Progress: func(done, total int) {
		switch {
		case done == total: // Also told when nothing had to be made.
		case progress.terminal:
			progress.say(fmt.Sprintf("making synthetic data in %s: %d %%", dir, 100*done/total))
		default:
			progress.say("making synthetic data in " + dir)
		}
	}})
	if err != nil {
		return nil, fmt.Errorf("make synthetic data: %w", err)
	}
	return synthetic.Open(dir)
}

// instance is the one asked for or the first standard one.
func (c syntheticFlags) instance(store *synthetic.Store) (string, error) {
	for _, instance := range store.Instances() {
		if instance.ID == c.Instance || c.Instance == "" && instance.Type == synthetic.Standard {
			return instance.ID, nil
		}
	}
	var known strings.Builder
	for _, instance := range store.Instances() {
		fmt.Fprintf(&known, "\n  %s  %s (%s)", instance.ID, instance.Name, instance.Type)
	}
	return "", usageError("the sandbox has no instance %s; it has%s", c.Instance, known.String())
}

// storeData is a synthetic store as the engine sees it.
type storeData struct{ *synthetic.Store }

// Has implements engine.Data.
func (d storeData) Has(instanceID string, table *catalog.Table) bool {
	instance, ok := d.Instance(instanceID)
	return ok && instance.Has(table)
}

var _ engine.Data = storeData{}
