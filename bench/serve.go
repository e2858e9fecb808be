package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"time"
)

// measureServe times `serve` from the start of the process to the first 200 of
// /readyz on a data folder that exists (warm), against the first start on an
// empty one (cold), and reads the memory it holds when idle.
func measureServe(ctx context.Context, cfg config) ([]figure, error) {
	dataDir, err := os.MkdirTemp("", "recomamp-bench-")
	if err != nil {
		return nil, fmt.Errorf("make data folder: %w", err)
	}
	defer os.RemoveAll(dataDir)

	began := time.Now()
	first, err := start(ctx, cfg.binary, dataDir)
	if err != nil {
		return nil, err
	}
	cold := time.Since(began)
	if err := first.signIn(ctx, cfg.binary, dataDir); err != nil {
		first.stop()
		return nil, err
	}
	if err := first.waitSandbox(ctx); err != nil {
		first.stop()
		return nil, err
	}
	first.stop()

	var idle float64
	warm, err := median(5, func() (time.Duration, error) {
		began := time.Now()
		p, err := start(ctx, cfg.binary, dataDir)
		if err != nil {
			return 0, err
		}
		defer p.stop()
		took := time.Since(began)
		if err := p.signIn(ctx, cfg.binary, dataDir); err != nil {
			return 0, err
		}
		if err := p.waitSandbox(ctx); err != nil {
			return 0, err
		}
		idle, err = p.residentMegabytes()
		return took, err
	})
	if err != nil {
		return nil, err
	}
	bare, err := median(5, func() (time.Duration, error) {
		began := time.Now()
		err := exec.CommandContext(ctx, cfg.binary, "version").Run()
		return time.Since(began), err
	})
	if err != nil {
		return nil, fmt.Errorf("run version: %w", err)
	}
	return []figure{
		{name: "ready_warm", value: milliseconds(warm), unit: "ms", baseline: "ready_cold", against: milliseconds(cold)},
		{name: "process_start", value: milliseconds(bare), unit: "ms"},
		{name: "idle_memory", value: idle, unit: "MiB"},
	}, nil
}
