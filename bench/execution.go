package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"time"

	"github.com/google/uuid"

	"github.com/recomamp/recomamp/internal/apiclient"
	"github.com/recomamp/recomamp/internal/httpapi"
)

const smallQuery = "SELECT campaign, COUNT(DISTINCT user_id) AS reach FROM dsp_impressions GROUP BY campaign"

// measureExecution times an execution through the platform, from submitting it
// to having its rows, on a sandbox that never waits, and how long of that lies
// between AMC's SUCCEEDED as the platform saw it and rows that can be read.
func measureExecution(ctx context.Context, cfg config) ([]figure, error) {
	dataDir, err := os.MkdirTemp("", "recomamp-bench-")
	if err != nil {
		return nil, fmt.Errorf("make data folder: %w", err)
	}
	defer os.RemoveAll(dataDir)
	p, err := start(ctx, cfg.binary, dataDir, "RECOMAMP_SANDBOX_PROFILE=instant", "RECOMAMP_SANDBOX_SCALE=0.1")
	if err != nil {
		return nil, err
	}
	defer p.stop()
	if err := p.signIn(ctx, cfg.binary, dataDir); err != nil {
		return nil, err
	}
	if err := p.waitSandbox(ctx); err != nil {
		return nil, err
	}
	if err := exec.CommandContext(ctx, cfg.binary, "connect", "--sandbox", "--data-dir", dataDir).Run(); err != nil {
		return nil, fmt.Errorf("connect the sandbox: %w", err)
	}
	instances, err := p.api.Instances(ctx)
	if err != nil || len(instances) == 0 {
		return nil, fmt.Errorf("list instances: %w", errors.Join(err, errNoInstance))
	}
	instance := instances[0]
	for _, candidate := range instances {
		if candidate.Type == "STANDARD" {
			instance = candidate
			break
		}
	}

	var collect time.Duration
	whole, err := median(9, func() (time.Duration, error) {
		began := time.Now()
		done, err := runOnce(ctx, p.api, string(instance.ID))
		collect = lastPhase(done)
		return time.Since(began), err
	})
	if err != nil {
		return nil, err
	}
	return []figure{
		{name: "submit_to_rows", value: milliseconds(whole), unit: "ms"},
		{name: "succeeded_to_rows", value: milliseconds(collect), unit: "ms", baseline: "submit_to_rows", against: milliseconds(whole)},
	}, nil
}

var errNoInstance = errors.New("the sandbox has no instance")

// runOnce submits the small query and reads its rows.
func runOnce(ctx context.Context, api *apiclient.Client, instance string) (httpapi.Execution, error) {
	submitted, err := api.Submit(ctx, uuid.NewString(), apiclient.Submission{
		InstanceID: instance, SQL: smallQuery, Window: httpapi.WindowChoice{Preset: "last_7_days", Zone: "UTC"},
	})
	if err != nil {
		return submitted, fmt.Errorf("submit: %w", err)
	}
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		now, err := api.Execution(ctx, submitted.ID)
		if err != nil {
			return now, fmt.Errorf("follow: %w", err)
		}
		switch now.State {
		case "succeeded":
			rows, err := api.Export(ctx, now.ID, apiclient.ExportChoice{Format: "csv"}, nil)
			if err != nil {
				return now, fmt.Errorf("read rows: %w", err)
			}
			defer func() { _ = rows.Close() }() // read only: closing tells nothing new
			_, err = io.Copy(io.Discard, rows)
			return now, err
		case "failed", "cancelled":
			return now, fmt.Errorf("the execution %s", now.State)
		}
		select {
		case <-ctx.Done():
			return now, ctx.Err()
		case <-tick.C:
		}
	}
}

// lastPhase is how long the execution collected: from the event that saw
// AMC's SUCCEEDED to the one that made the rows readable.
func lastPhase(e httpapi.Execution) time.Duration {
	var collecting, succeeded time.Time
	for _, event := range e.Events {
		switch event.State {
		case "collecting":
			collecting = event.At
		case "succeeded":
			succeeded = event.At
		}
	}
	return succeeded.Sub(collecting)
}
