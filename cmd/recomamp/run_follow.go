package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
	"time"

	"github.com/recomamp/recomamp/internal/apiclient"
	"github.com/recomamp/recomamp/internal/framed"
	"github.com/recomamp/recomamp/internal/httpapi"
)

const (
	// pollFirst and pollSlowest bound the time between two looks at an execution.
	pollFirst   = 200 * time.Millisecond
	pollSlowest = 2 * time.Second
	// retryFirst and retrySlowest bound the time between two tries to reach the server.
	retryFirst   = 250 * time.Millisecond
	retrySlowest = 5 * time.Second
	// followPatience is how long a server may stay away while we follow.
	followPatience = 15 * time.Minute
	// submitGrace is how long an interrupted submission may go on, so that the
	// id of what it started is not lost.
	submitGrace = 5 * time.Second
)

const (
	stateSucceeded = "succeeded"
	stateFailed    = "failed"
	stateCancelled = "cancelled"
)

// follower brings one execution from its submission to its rows, through any
// restart of the server.
type follower struct {
	server   *apiclient.Client
	progress *progress
	pause    func(context.Context, time.Duration) error
}

// submit starts the execution. The key makes repeating safe.
func (f *follower) submit(ctx context.Context, key string, submission apiclient.Submission) (httpapi.Execution, error) {
	patient, cancel := context.WithTimeout(context.WithoutCancel(ctx), submitPatience)
	defer cancel()
	stop := context.AfterFunc(ctx, func() { time.AfterFunc(submitGrace, cancel) })
	defer stop()

	f.progress.say("submitting")
	var started httpapi.Execution
	sent := false
	err := f.persist(patient, submitPatience, func(ctx context.Context) error {
		var err error
		started, err = f.server.Submit(ctx, key, submission)
		if lost, ok := errors.AsType[*apiclient.LostError](err); ok && lost.Unsent && !sent {
			return permanent{fmt.Errorf("%w; is it running? RECOMAMP_URL names another", err)}
		}
		sent = true
		return err
	})
	if err != nil && ctx.Err() != nil {
		return started, fmt.Errorf("interrupted while submitting; whether an execution was started shows %s/executions", f.server)
	}
	return started, err
}

// follow looks at the execution until it is final.
func (f *follower) follow(ctx context.Context, started httpapi.Execution) (httpapi.Execution, error) {
	current, interval := started, pollFirst
	for {
		f.progress.show(current)
		switch current.State {
		case stateSucceeded, stateFailed, stateCancelled:
			return current, nil
		}
		if err := f.pause(ctx, interval); err != nil {
			return current, err
		}
		before := current.State
		err := f.persist(ctx, followPatience, func(ctx context.Context) error {
			found, err := f.server.Execution(ctx, started.ID)
			if err == nil {
				current = found
			}
			return err
		})
		if err != nil {
			return current, err
		}
		interval = min(interval*3/2, pollSlowest)
		if current.State != before {
			interval = pollFirst
		}
	}
}

// export copies the rows to w. When the stream breaks it is opened again and
// what was written already is skipped, after making sure it is the same. What
// came has the length and the checksum that the server told.
func (f *follower) export(ctx context.Context, e httpapi.Execution, choice apiclient.ExportChoice, w io.Writer) (framed.End, error) {
	written := &prefix{to: w, sum: sha256.New()}
	var end framed.End
	expected := e.RowCount
	if choice.View != "" {
		expected = nil // only the server knows
	}
	err := f.persist(ctx, followPatience, func(ctx context.Context) error {
		rows, err := f.server.Export(ctx, e.ID, choice, func(rows int64) { f.progress.fetched(rows, expected) })
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }() // read only: closing tells nothing new
		if err := written.skip(rows); err != nil {
			return err
		}
		_, err = io.Copy(written, rows)
		end = rows.End()
		return err
	})
	return end, err
}

// prefix is what has been written so far.
type prefix struct {
	to     io.Writer
	sum    hash.Hash
	length int64
}

func (p *prefix) Write(content []byte) (int, error) {
	n, err := p.to.Write(content)
	p.sum.Write(content[:n])
	p.length += int64(n)
	if err != nil {
		return n, permanent{err}
	}
	return n, nil
}

// skip reads past what was written before.
func (p *prefix) skip(rows io.Reader) error {
	sum := sha256.New()
	if _, err := io.CopyN(sum, rows, p.length); err != nil {
		if errors.Is(err, io.EOF) {
			return permanent{errors.New("the rows changed while they were fetched")}
		}
		return err
	}
	if !bytes.Equal(sum.Sum(nil), p.sum.Sum(nil)) {
		return permanent{errors.New("the rows changed while they were fetched")}
	}
	return nil
}

// permanent marks an error that trying again cannot mend.
type permanent struct{ error }

func (p permanent) Unwrap() error { return p.error }

// persist repeats act while its failure may pass, for at most patience.
func (f *follower) persist(ctx context.Context, patience time.Duration, act func(context.Context) error) error {
	var waited time.Duration
	for wait := retryFirst; ; wait = min(wait*2, retrySlowest) {
		err := act(ctx)
		if mark, ok := errors.AsType[permanent](err); ok {
			return mark.error
		}
		if err == nil || !apiclient.Passing(err) || waited >= patience {
			return err
		}
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		f.progress.away(err)
		pauseFor := wait
		if problem, ok := errors.AsType[*apiclient.Problem](err); ok {
			pauseFor = max(pauseFor, min(problem.RetryAfter, time.Minute))
		}
		if gone := f.pause(ctx, pauseFor); errors.Is(gone, context.DeadlineExceeded) {
			return err // says more than that time is up
		} else if gone != nil {
			return gone
		}
		waited += pauseFor
	}
}

// pause waits for d or until ctx ends.
func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
