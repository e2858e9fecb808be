package main

import (
	"context"
	"fmt"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/recomamp/recomamp/internal/apiclient"
	"github.com/recomamp/recomamp/internal/httpapi"
)

const (
	// submitters submit at once.
	submitters = 32
	// patience is how long a server may take to answer before the next one is
	// asked, as a balancer would: one of them is frozen most of the time.
	patience = 5 * time.Second
	// mostOpen bounds the executions that wait or run, so that all can settle in
	// time once the faults are over.
	mostOpen = 260
	// persistence bounds how long one submission is repeated.
	persistence = 5 * time.Minute
)

// shapes are the queries; each result is told apart by its instance, its shape
// and its window.
var shapes = []string{
	"SELECT campaign, SUM(impressions) AS impressions FROM dsp_impressions GROUP BY campaign",
	"SELECT campaign, COUNT(DISTINCT user_id) AS reach FROM dsp_impressions GROUP BY campaign",
	"SELECT campaign, SUM(clicks) AS clicks FROM dsp_clicks GROUP BY campaign",
}

// windows are what the queries read.
var windows = [][2]string{{"2026-05-01", "2026-06-01"}, {"2026-06-01", "2026-07-01"}}

// submission makes the n-th request.
func (w *world) submission(n int) apiclient.Submission {
	window := windows[n/len(shapes)%len(windows)]
	return apiclient.Submission{
		InstanceID: w.instances[n%len(w.instances)],
		SQL:        shapes[n%len(shapes)],
		Window:     httpapi.WindowChoice{From: window[0], To: window[1], Zone: "America/New_York"},
	}
}

// asked is the question of a submission, in the words of the sandbox's log.
func asked(s apiclient.Submission) question {
	const midnight = "T00:00:00"
	return question{Instance: s.InstanceID, SQL: s.SQL, Window: s.Window.From + midnight + "/" + s.Window.To + midnight}
}

// submit has every execution acknowledged, evenly over the length of the trial,
// and returns what was acknowledged.
func (w *world) submit(ctx context.Context) ([]acknowledgement, error) {
	var mu sync.Mutex
	var acknowledged []acknowledgement
	begun := time.Now()
	group, submitting := errgroup.WithContext(ctx)
	group.SetLimit(submitters)
	for n := range w.Executions {
		due := begun.Add(w.Lasts * time.Duration(n) / time.Duration(w.Executions))
		if waitUntil(submitting, due) != nil {
			break
		}
		if n%20 == 0 {
			if err := until(submitting, persistence, "there is room for more executions", func() (bool, error) {
				open, err := w.countOpen(submitting)
				return err == nil && open < mostOpen, err
			}); err != nil {
				break
			}
		}
		group.Go(func() error {
			id, err := w.acknowledge(submitting, n)
			if err != nil {
				return err
			}
			mu.Lock()
			defer mu.Unlock()
			acknowledged = append(acknowledged, acknowledgement{ID: id, question: asked(w.submission(n))})
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return acknowledged, err
	}
	return acknowledged, waitUntil(ctx, begun.Add(w.Lasts))
}

// acknowledge repeats one request, with its key, on one server after the other
// until one has answered.
func (w *world) acknowledge(ctx context.Context, n int) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, persistence)
	defer cancel()
	key, submission := fmt.Sprintf("chaos-%d", n), w.submission(n)
	for try := 0; ; try++ {
		id, err := w.ask(ctx, (n+try)%len(w.clients), key, submission)
		if err == nil {
			return id, nil
		}
		if problem, refused := asProblem(err); refused && problem.Status < 500 && !apiclient.Passing(err) {
			return "", fmt.Errorf("submit execution %d: %w", n, err)
		}
		if waitErr := waitUntil(ctx, time.Now().Add(100*time.Millisecond)); waitErr != nil {
			return "", fmt.Errorf("submit execution %d: %w", n, err)
		}
	}
}

// ask makes a request to one server.
func (w *world) ask(ctx context.Context, server int, key string, submission apiclient.Submission) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	started, err := w.clients[server].Submit(ctx, key, submission)
	if err != nil {
		return "", err
	}
	return string(started.ID), nil
}

func waitUntil(ctx context.Context, at time.Time) error {
	timer := time.NewTimer(time.Until(at))
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
