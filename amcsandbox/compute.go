package amcsandbox

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/recomamp/recomamp/amcsandbox/internal/lifecycle"
	"github.com/recomamp/recomamp/amcsandbox/internal/result"
	"github.com/recomamp/recomamp/amcsandbox/internal/store"
)

// maxParts is how many files a result has at most.
const maxParts = 5

// beginComputing works out the outcome of an execution in the background,
// unless that has begun.
func (s *Sandbox) beginComputing(e store.Execution) {
	if !s.Progress().Ready || s.work.ctx == nil {
		return
	}
	s.work.mu.Lock()
	defer s.work.mu.Unlock()
	if s.work.computing[e.ID] != nil || s.work.ctx.Err() != nil {
		return
	}
	ctx, cancel := context.WithTimeout(s.work.ctx, time.Duration(e.TimeoutSeconds)*time.Second)
	s.work.computing[e.ID] = cancel
	s.work.group.Go(func() {
		defer func() {
			cancel()
			s.work.mu.Lock()
			delete(s.work.computing, e.ID)
			s.work.mu.Unlock()
			s.work.announce()
			s.work.wake()
		}()
		select {
		case s.work.slots <- struct{}{}:
			defer func() { <-s.work.slots }()
			s.compute(ctx, e)
		case <-ctx.Done():
		}
	})
}

// compute runs an execution and stores what came out. Cut short, it leaves
// nothing behind and is done again from the start.
func (s *Sandbox) compute(ctx context.Context, e store.Execution) {
	// Whoever asked may have read the execution before another computing of it
	// was stored.
	if needed, err := s.needsComputing(ctx, e); err != nil || !needed {
		if err != nil && ctx.Err() == nil {
			s.config.Logger.ErrorContext(ctx, "sandbox execution not read", "executionId", e.ID, "error", err)
		}
		return
	}
	begun := time.Now() // real work takes real time, whatever the sandbox's clock says
	outcome, err := s.run(ctx, e)
	if s.work.ctx.Err() != nil || errors.Is(ctx.Err(), context.Canceled) {
		return // stopped or cancelled
	}
	if noRoom(err) {
		// Amazon's disks are never full: trouble of the sandbox's own is no outcome.
		s.config.Logger.WarnContext(ctx, "sandbox execution waits for disk space", "executionId", e.ID, "error", err)
		sleep(ctx, troublePause)
		return
	}
	outcome.Computing = time.Since(begun)
	if s.config.Profile == Instant {
		outcome.Computing = 0
	}
	if err != nil {
		outcome.Status, outcome.Reason = lifecycle.Failed, failureReason(err, e)
		if _, refused := errors.AsType[*QueryError](err); !refused {
			s.config.Logger.ErrorContext(ctx, "sandbox execution not computed", "executionId", e.ID, "error", err)
		}
	}
	if err := s.store.Write(s.work.ctx, func(tx *store.Tx) error {
		current, err := tx.Execution(e.InstanceID, e.ID)
		if err != nil {
			return err
		}
		if !current.EndedAt.IsZero() {
			return nil // cancelled meanwhile
		}
		current.ComputedAt, current.Outcome = s.now(), outcome
		return tx.SetExecutionState(current)
	}); err != nil {
		s.config.Logger.ErrorContext(ctx, "sandbox outcome not stored", "executionId", e.ID, "error", err)
		sleep(ctx, troublePause)
	}
}

// troublePause is how long after trouble of the sandbox's own an execution is
// computed again.
const troublePause = time.Second

// noRoom reports that the disk is full, whoever says so.
func noRoom(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) ||
		err != nil && strings.Contains(err.Error(), "No space left on device") // DuckDB gives only text
}

func (s *Sandbox) needsComputing(ctx context.Context, e store.Execution) (bool, error) {
	var current store.Execution
	err := s.store.Read(ctx, func(tx *store.Tx) (err error) {
		current, err = tx.Execution(e.InstanceID, e.ID)
		return err
	})
	return lifecycle.NeedsComputing(current), err
}

func failureReason(err error, e store.Execution) string {
	if refused, is := errors.AsType[*QueryError](err); is {
		return refused.Reason
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return fmt.Sprintf("The execution ran longer than its timeout of %d seconds.", e.TimeoutSeconds)
	}
	return "The execution failed because of an internal error."
}

// run writes the result files of an execution.
func (s *Sandbox) run(ctx context.Context, e store.Execution) (outcome store.Outcome, err error) {
	var instance store.Instance
	if err := s.store.Read(ctx, func(tx *store.Tx) (err error) {
		instance, err = tx.Instance(e.InstanceID)
		return err
	}); err != nil {
		return outcome, err
	}
	var definition workflow
	if err := json.Unmarshal(e.Workflow, &definition); err != nil {
		return outcome, fmt.Errorf("read workflow: %w", err)
	}
	query := definition.query(instance)
	query.Values, query.Unaggregated = e.ParameterValues, e.Unaggregated
	query.WindowStart, query.WindowEnd, query.Now = e.WindowStart, e.WindowEnd, e.StartedAt
	if e.EmptyResult {
		query.WindowEnd = query.WindowStart
	}
	for _, a := range e.Advertisers {
		query.Advertisers = append(query.Advertisers, a.ID)
	}

	folder := s.resultFolder(e.ID)
	work, err := os.MkdirTemp(filepath.Dir(folder), ".making-")
	if err != nil {
		return outcome, fmt.Errorf("make result folder: %w", err)
	}
	defer os.RemoveAll(work)
	writer := result.New(work, result.Format{
		Separator: definition.separator(), RowsPerFile: s.config.Options.RowsPerFile, MaxFiles: maxParts,
	})
	buffered := bufio.NewWriterSize(writer, 64<<10)
	summary, err := s.engine.Execute(ctx, query, buffered)
	if err == nil {
		err = buffered.Flush()
	}
	if closing := writer.Close(); err == nil {
		err = closing
	}
	if err != nil {
		return outcome, err
	}
	outcome = store.Outcome{Status: lifecycle.Succeeded, Rows: summary.Rows, Parts: writer.Files(), Bytes: writer.Bytes()}
	if err := os.RemoveAll(folder); err != nil { // of a try that died before its outcome was stored
		return outcome, fmt.Errorf("remove old result: %w", err)
	}
	if err := os.Rename(work, folder); err != nil {
		return outcome, fmt.Errorf("keep result: %w", err)
	}
	return outcome, nil
}

func (s *Sandbox) resultFolder(executionID string) string {
	return filepath.Join(s.config.Dir, resultsFolder, executionID)
}
