package synthetic

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"time"
)

// version changes whenever the same configuration would give other rows.
const version = 2

const (
	currentFile      = "current.json"
	lockFile         = ".lock"
	generationPrefix = "gen-"
	temporaryPrefix  = ".making-"
)

// generation describes one set of data. It is stored as current.json.
type generation struct {
	Version   int        `json:"version"`
	Seed      uint64     `json:"seed"`
	Scale     float64    `json:"scale"`
	Instances []Instance `json:"instances"`
	// Now is when it was made for, End the first instant it does not reach.
	Now time.Time `json:"now"`
	End time.Time `json:"end"`
	// Complete is true once every instance is there.
	Complete bool `json:"complete"`
}

func newGeneration(c Config) generation {
	return generation{
		Version: version, Seed: c.Seed, Scale: c.Scale, Instances: c.Instances,
		Now: c.Now, End: midnight(c.Now).AddDate(0, 0, Horizon),
	}
}

// serves reports whether the generation is what the configuration asks for
// and reaches far enough in both directions.
func (g generation) serves(c Config) bool {
	return g.Version == version && g.Seed == c.Seed && g.Scale == c.Scale && reflect.DeepEqual(g.Instances, c.Instances) &&
		!c.Now.Before(midnight(g.Now)) && c.Now.Before(g.End.AddDate(0, 0, -1))
}

// folder is the name of the generation's folder: a digest of all that decides
// its rows.
func (g generation) folder() string {
	text, err := json.Marshal([]any{g.Version, g.Seed, g.Scale, g.Instances, g.End})
	if err != nil {
		panic(fmt.Sprintf("synthetic: describe generation: %v", err)) // Plain data always marshals.
	}
	sum := sha256.Sum256(text)
	return generationPrefix + hex.EncodeToString(sum[:6])
}

func (g generation) ready(dir string, instance Instance) bool {
	_, err := os.Stat(filepath.Join(dir, g.folder(), instance.ID))
	return err == nil
}

func readCurrent(dir string) (generation, error) {
	var g generation
	text, err := os.ReadFile(filepath.Join(dir, currentFile))
	if err != nil {
		return g, fmt.Errorf("read current generation: %w", err)
	}
	if err := json.Unmarshal(text, &g); err != nil {
		return g, fmt.Errorf("read current generation: %w", err)
	}
	return g, nil
}

// publish makes g the current generation in one step.
func (g generation) publish(dir string) error {
	text, err := json.MarshalIndent(g, "", "  ")
	if err != nil {
		return fmt.Errorf("write current generation: %w", err)
	}
	temporary := filepath.Join(dir, temporaryPrefix+currentFile)
	if err := os.WriteFile(temporary, append(text, '\n'), 0o600); err != nil {
		return fmt.Errorf("write current generation: %w", err)
	}
	if err := os.Rename(temporary, filepath.Join(dir, currentFile)); err != nil {
		return fmt.Errorf("write current generation: %w", err)
	}
	return nil
}

// sweep removes what a killed call left half made and generations other than
// those to keep. The caller holds the lock.
func sweep(dir string, keep ...string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return fmt.Errorf("look for old generations: %w", err)
	}
	var failures []error
	for _, entry := range entries {
		name := entry.Name()
		stale := strings.HasPrefix(name, generationPrefix)
		for _, kept := range keep {
			stale = stale && name != kept
		}
		if stale || strings.HasPrefix(name, temporaryPrefix) {
			failures = append(failures, os.RemoveAll(filepath.Join(dir, name)))
		}
	}
	return errors.Join(failures...)
}

func missing(err error) bool { return errors.Is(err, fs.ErrNotExist) }
