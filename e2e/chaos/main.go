package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"time"
)

// trial says how hard to try.
type trial struct {
	Binary     string
	Database   string // postgres or sqlite
	Processes  int
	Executions int
	// Lasts is how long the faults go on; they go on longer when not everything
	// was submitted by then, or no schedule was due.
	Lasts time.Duration
	// Every is the time between two blows.
	Every time.Duration
	// Workers bring executions on at once in each process. What a process has in
	// hand is lost when it is killed, and done again.
	Workers int
	// Connections are those of each process to PostgreSQL. Each new one costs the
	// database a process, which is much where processes live for seconds.
	Connections int
	// Slots and AccountSlots are low, so that the limits are reached.
	Slots, AccountSlots int
	// Jitter is how long after their instants some schedules begin at most.
	Jitter time.Duration
	// Together is how many schedules are due on the same second of each minute,
	// and how many more begin spread over it.
	Together int
	// PastHours is the distance of the instants that are backfilled over a day.
	PastHours int
	// Settle is how long everything may take to end once the faults are over.
	Settle time.Duration
	// Gateway and Visibility are what the platform is told of how long Amazon may
	// take; its own defaults for zero.
	Gateway, Visibility time.Duration
	Log                 func(format string, args ...any)
}

func main() {
	t := trial{Log: func(format string, args ...any) { fmt.Fprintf(os.Stderr, "chaos: "+format+"\n", args...) }}
	flag.StringVar(&t.Binary, "binary", "bin/recomamp", "the program")
	flag.StringVar(&t.Database, "database", "postgres", "postgres or sqlite")
	flag.IntVar(&t.Processes, "processes", 3, "server processes; 1 with sqlite")
	flag.IntVar(&t.Executions, "executions", 300, "how many executions")
	flag.DurationVar(&t.Lasts, "lasts", time.Minute, "how long the faults last")
	flag.DurationVar(&t.Every, "every", time.Second, "time between two kills")
	flag.IntVar(&t.Workers, "workers", 20, "executions that one process brings on at once")
	flag.IntVar(&t.Connections, "connections", 5, "connections of each process to PostgreSQL")
	flag.IntVar(&t.Slots, "slots", 18, "most open runs per instance")
	flag.IntVar(&t.AccountSlots, "account-slots", 110, "most open runs per account")
	flag.DurationVar(&t.Jitter, "jitter", 45*time.Second, "over how long the beginnings of scheduled executions are spread")
	flag.IntVar(&t.Together, "together", 12, "how many schedules are due on the same second of each minute, and as many spread over it")
	flag.IntVar(&t.PastHours, "past-hours", 1, "hours between the instants of the day that is backfilled; divides 24")
	flag.DurationVar(&t.Settle, "settle", 2*time.Minute, "how long everything may take to end afterwards")
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	r, err := t.run(ctx)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "chaos:", err)
		os.Exit(1)
	}
	for _, finding := range r.Findings {
		t.Log("%s", finding)
	}
	fmt.Fprintln(os.Stdout, r)
	if !r.good() {
		os.Exit(1)
	}
}

// run is one trial, from nothing to its report.
func (t trial) run(ctx context.Context) (*report, error) {
	w, err := newWorld(ctx, t)
	if err != nil {
		return nil, err
	}
	defer w.close()
	if err := w.spoil(ctx); err != nil {
		return nil, err
	}
	t.Log("%d executions on %d instances, %d processes on %s", t.Executions, len(w.instances), len(w.servers), t.Database)
	plans, err := w.startSchedules(ctx)
	if err != nil {
		return nil, err
	}
	firstDue := time.Now().Truncate(time.Minute).Add(time.Minute)
	over := make(chan struct{})
	struck := make(chan error, 1)
	go func() { struck <- w.strike(ctx, over) }()
	acknowledged, err := w.submit(ctx)
	if err == nil {
		err = waitUntil(ctx, firstDue.Add(t.Jitter+t.Every)) // a short trial may lie within a minute
	}
	if err == nil {
		err = w.stopSchedules(ctx, plans) // while processes still die
	}
	close(over)
	if struckErr := <-struck; err == nil {
		err = struckErr
	}
	if err != nil {
		return nil, err
	}
	if err := w.calm(ctx); err != nil {
		return nil, err
	}
	open, err := w.countOpen(ctx)
	if err != nil {
		return nil, err
	}
	t.Log("the faults are over, %d executions are open", open)
	if err := w.settle(ctx); err != nil {
		return nil, err
	}
	h, err := w.record(ctx, acknowledged, plans)
	if err != nil {
		return nil, err
	}
	r := check(h)
	t.Log("%s", h.attemptsByOutcome())
	t.Log("at most %d runs of an instance (limit %d) and %d of an account (limit %d) were open", r.MostPerInstance, t.Slots, r.MostPerAccount, t.AccountSlots)
	if !r.good() {
		w.logServers()
	}
	return r, nil
}
