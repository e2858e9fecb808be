package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strings"
)

// area is a group of figures that is measured together.
type area struct {
	name    string
	measure func(context.Context, config) ([]figure, error)
}

// together measures several groups of figures as one area.
func together(groups ...func(context.Context, config) ([]figure, error)) func(context.Context, config) ([]figure, error) {
	return func(ctx context.Context, cfg config) (all []figure, err error) {
		for _, measure := range groups {
			figures, err := measure(ctx, cfg)
			if err != nil {
				return nil, err
			}
			all = append(all, figures...)
		}
		return all, nil
	}
}

// config is what every area may need.
type config struct {
	binary string // path of the built program
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		stop()
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	var cfg config
	var only, plantIn string
	flag.StringVar(&cfg.binary, "binary", "bin/recomamp", "the built program")
	flag.StringVar(&only, "area", "", "measure this area only")
	flag.StringVar(&plantIn, "plant", "", "measure nothing; in this data folder, give each execution named as ID=ROWS a result of so many rows")
	flag.Parse()
	if plantIn != "" {
		return plant(ctx, plantIn, flag.Args())
	}

	areas := []area{
		{"serve", measureServe},
		{"sandbox", measureSandbox},
		{"sql", measureSQL},
		{"execution", measureExecution},
		{"schedule", measureSchedule},
		{"results", measureResults},
		{"web", measureWeb},
		{"engine", together(measureEngine, measureHistory)},
	}
	names := make([]string, 0, len(areas))
	measured := 0
	for _, a := range areas {
		names = append(names, a.name)
		if only != "" && only != a.name {
			continue
		}
		figures, err := a.measure(ctx, cfg)
		if err != nil {
			return fmt.Errorf("measure %s: %w", a.name, err)
		}
		for _, f := range figures {
			fmt.Println(f.line(a.name))
		}
		measured++
	}
	if measured == 0 {
		return fmt.Errorf("no area %q; there are: %s", only, strings.Join(names, ", "))
	}
	return nil
}
