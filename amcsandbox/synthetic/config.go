package synthetic

import (
	"errors"
	"fmt"
	"runtime"
	"time"
)

// Config says what to generate and where. Dir and Now are needed.
type Config struct {
	// Dir holds the generations; it is made when it is missing.
	Dir string
	// Seed draws everything; 0 means 1.
	Seed uint64
	// Scale multiplies traffic and people, from 0.1 to 100; 0 means 1. Tests
	// may go lower.
	Scale float64
	// Instances to generate, in this order; nil means DefaultInstances.
	Instances []Instance
	// Now is the present; see the package comment for what hangs on it.
	Now time.Time
	// Progress is told after every step, from any goroutine, one call at a
	// time. total is the same in all calls.
	Progress func(done, total int)
	// Threads is how many cores to use; 0 means all.
	Threads int
	// MemoryMegabytes bounds DuckDB's memory; 0 means 200, and 1024 above scale
	// 1. What does not fit is spilled below Dir. The process as a whole takes
	// about twice that.
	MemoryMegabytes int
}

func (c Config) withDefaults() (Config, error) {
	if c.Dir == "" {
		return c, errors.New("synthetic data: no folder given")
	}
	if c.Now.IsZero() {
		return c, errors.New("synthetic data: no time given for now")
	}
	if c.Scale == 0 {
		c.Scale = 1
	}
	if c.Scale < 0 || c.Scale > 100 {
		return c, fmt.Errorf("synthetic data: scale %g is not between 0 and 100", c.Scale)
	}
	if c.Seed == 0 {
		c.Seed = 1
	}
	if c.Instances == nil {
		c.Instances = DefaultInstances()
	}
	if c.Threads <= 0 {
		c.Threads = runtime.GOMAXPROCS(0)
	}
	if c.MemoryMegabytes <= 0 {
		c.MemoryMegabytes = 200
		if c.Scale > 1 {
			c.MemoryMegabytes = 1024
		}
	}
	if c.Progress == nil {
		c.Progress = func(int, int) {}
	}
	c.Now = c.Now.UTC()
	return c, nil
}
