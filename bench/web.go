package main

import (
	"context"
	"fmt"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
)

// browserFigure is a line that a benchmark in the browser prints.
var browserFigure = regexp.MustCompile(`(?m)^bench: area=web name=(\S+) value=(\S+) unit=(\S+) baseline=(\S+) baseline_value=(\S+) `)

// measureWeb scrolls through 20,000 executions in a browser: how long the frames
// take, beside those of a page that does nothing but scroll.
func measureWeb(ctx context.Context, cfg config) ([]figure, error) {
	binary, err := filepath.Abs(cfg.binary)
	if err != nil {
		return nil, fmt.Errorf("find the program: %w", err)
	}
	command := exec.CommandContext(ctx, "npx", "--no-install", "playwright", "test", "-c", "bench/playwright.config.ts")
	command.Dir = "e2e"
	command.Env = append(command.Environ(), "RECOMAMP_E2E_BINARY="+binary)
	output, err := command.CombinedOutput()
	if err != nil {
		return nil, fmt.Errorf("run the benchmarks in the browser: %w\n%s", err, output)
	}
	figures := readBrowserFigures(string(output))
	if len(figures) == 0 {
		return nil, fmt.Errorf("the benchmarks in the browser printed no figure:\n%s", output)
	}
	return figures, nil
}

func readBrowserFigures(output string) (figures []figure) {
	for _, found := range browserFigure.FindAllStringSubmatch(output, -1) {
		value, err := strconv.ParseFloat(found[2], 64)
		against, againstErr := strconv.ParseFloat(found[5], 64)
		if err != nil || againstErr != nil {
			continue
		}
		figures = append(figures, figure{name: found[1], value: value, unit: found[3], baseline: found[4], against: against})
	}
	return figures
}
