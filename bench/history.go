package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/clock"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/database/cluster"
	"github.com/recomamp/recomamp/internal/event"
	"github.com/recomamp/recomamp/internal/execution"
)

// historySize is how many executions are searched.
const historySize = 1_000_000

// measureHistory searches a history of two years on both databases, with the
// questions people ask and those that are hardest to answer. The figure is the
// 99th percentile over all questions, each as frequent as the others.
func measureHistory(ctx context.Context, _ config) ([]figure, error) {
	dir, err := os.MkdirTemp("", "recomamp-bench-")
	if err != nil {
		return nil, fmt.Errorf("make data folder: %w", err)
	}
	defer os.RemoveAll(dir)
	lite, err := searchHistory(ctx, "sqlite", database.Config{Path: filepath.Join(dir, "recomamp.db")})
	if err != nil {
		return nil, err
	}
	server, err := cluster.Start()
	if err != nil {
		return nil, err
	}
	postgres, err := searchHistory(ctx, "postgres", database.Config{URL: server.URL()})
	return append(lite, postgres...), errors.Join(err, server.Stop())
}

// searchHistory fills an empty database and searches it.
func searchHistory(ctx context.Context, name string, c database.Config) (figures []figure, err error) {
	db, err := database.Open(ctx, c)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if _, _, err := db.Migrate(ctx); err != nil {
		return nil, err
	}
	past := past{db: db, end: time.Now().UTC().Truncate(time.Second)}
	if err := past.fill(ctx); err != nil {
		return nil, fmt.Errorf("fill %s: %w", name, err)
	}
	figures, err = askHistory(ctx, name, past, actor.Person(past.person(0), "Ada", actor.Owner))
	if err != nil {
		return nil, err
	}
	ben, err := past.member(ctx)
	if err != nil {
		return nil, err
	}
	member, err := askHistory(ctx, name+"_member", past, ben)
	return append(figures, member...), err
}

// member is somebody who sees five of the instances, by the rows that row level
// security reads too.
func (p past) member(ctx context.Context) (actor.Actor, error) {
	id, places := p.person(1), map[actor.InstanceID]actor.Place{}
	load := bulk{p.db}
	for i := range 5 {
		on := p.instance(i * 7)
		places[on] = actor.Place{ClientID: "client", Rank: actor.Viewer}
		err := load.write(ctx, fmt.Sprintf(`INSERT INTO instance_access (person_id, instance_id, client_id, rank, until)
			SELECT '%s', id, client_id, %d, '9999-01-01 00:00:00+00:00' FROM instance WHERE id = '%s'`, id, actor.Viewer, on))
		if err != nil {
			return actor.Actor{}, fmt.Errorf("give access: %w", err)
		}
	}
	return actor.Person(id, "Ben", actor.Member).With(&actor.Access{At: p.end, Instances: places}), nil
}

// askHistory asks every question many times.
func askHistory(ctx context.Context, name string, past past, who actor.Actor) ([]figure, error) {
	service, err := execution.New(execution.Dependencies{
		DB: past.db, Events: event.NewLog(clock.System{}), Clock: clock.System{}, Logger: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		return nil, err
	}
	var all []time.Duration
	for _, q := range past.questions() {
		times := make([]time.Duration, 0, rounds)
		for i := range rounds {
			began := time.Now()
			if _, err := service.List(ctx, who, q.filter(i), 51); err != nil {
				return nil, fmt.Errorf("%s: %w", q.name, err)
			}
			times = append(times, time.Since(began))
		}
		slices.Sort(times)
		fmt.Fprintf(os.Stderr, "history %s: %-34s median %7.2f ms, slowest %7.2f ms\n", name, q.name, milliseconds(times[rounds/2]), milliseconds(times[rounds-1]))
		all = append(all, times...)
	}
	slices.Sort(all)
	return []figure{
		{name: "history_search_" + name + "_p50", value: milliseconds(all[len(all)/2]), unit: "ms"},
		{name: "history_search_" + name + "_p99", value: milliseconds(all[len(all)*99/100]), unit: "ms"},
	}, nil
}

// rounds is how often each question is asked, about something else each time.
const rounds = 40
