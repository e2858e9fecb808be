package execution

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/amc"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/egress"
	"github.com/recomamp/recomamp/internal/result"
)

// codeMalformed is the code of rows that cannot be read; fetching them again has its own budget.
const codeMalformed = "execution.rows_malformed"

// lookForRoom is when an execution looks again whether it may collect.
const lookForRoom = 2 * time.Second

// collect brings the rows of a finished run and makes them visible together
// with the final state. Whatever goes wrong, the run at Amazon is not repeated.
func (s *Service) collect(ctx context.Context, l lease, e *Execution, attempt *Attempt) error {
	select {
	case s.collecting <- struct{}{}:
		defer func() { <-s.collecting }()
	default:
		return s.change(ctx, system("collect"), e.ID, &l, func(_ context.Context, x *edit) error {
			x.dueIn(jitter(lookForRoom))
			return nil
		})
	}
	from, err := s.source(ctx, e, attempt)
	if err == nil && e.State == Waiting {
		err := s.change(ctx, system("collect"), e.ID, &l, func(_ context.Context, x *edit) error {
			x.keep = true
			return x.become(Collecting, "Collecting the rows again.")
		})
		if err != nil {
			return err
		}
	}
	var stored *result.Result
	if err == nil {
		stored, err = s.results.Ingest(ctx, *from)
	}
	if ctx.Err() != nil {
		return errors.Join(context.Cause(ctx), s.discard(ctx, stored))
	}
	if err != nil {
		p := collectProblem(err)
		return s.change(ctx, system("collect"), e.ID, &l, func(ctx context.Context, x *edit) error {
			return x.setback(ctx, p, Collecting)
		})
	}
	err = s.change(ctx, system("collect"), e.ID, &l, func(ctx context.Context, x *edit) error {
		if err := result.Save(ctx, x.tx, stored); err != nil {
			return err
		}
		x.well()
		x.e.RowCount, x.e.ResultBytes = &stored.RowCount, &stored.Bytes
		return x.become(Succeeded, fmt.Sprintf("%d rows are stored.", stored.RowCount))
	})
	if err != nil {
		return errors.Join(err, s.discardUnsaved(ctx, stored))
	}
	return nil
}

// discard removes a file that no row will point to.
func (s *Service) discard(ctx context.Context, stored *result.Result) error {
	if stored == nil {
		return nil
	}
	s.logger.InfoContext(ctx, "unused result file removed", slog.String("execution", string(stored.ExecutionID)))
	return s.results.Discard(context.WithoutCancel(ctx), stored)
}

// discardUnsaved removes a file whose row could not be written, unless it was:
// when the connection is lost at a commit, nobody is told that it took place. A
// file too many is better than a row without its file.
func (s *Service) discardUnsaved(ctx context.Context, stored *result.Result) error {
	saved, ctx := false, context.WithoutCancel(ctx)
	err := s.db.Write(ctx, system("collect").On(stored.InstanceID), func(ctx context.Context, tx bun.Tx) error {
		// The lock waits for a commit that is still under way.
		lock := tx.NewSelect().Model((*Execution)(nil)).Column("id").Where("id = ?", stored.ExecutionID)
		if err := database.LockRows(lock).Scan(ctx, new(string)); err != nil {
			return fmt.Errorf("lock execution: %w", err)
		}
		var err error
		saved, err = result.IsSaved(ctx, tx, stored)
		return err
	})
	if err != nil {
		return fmt.Errorf("find out whether the result of %s was saved; its file stays: %w", stored.ExecutionID, err)
	}
	if saved {
		return nil
	}
	return s.discard(ctx, stored)
}

// source finds out where the rows are, and that there is room for them.
func (s *Service) source(ctx context.Context, e *Execution, attempt *Attempt) (*result.IngestParams, error) {
	if err := s.results.Room(); err != nil {
		return nil, err
	}
	amazon, err := s.instances.Amazon(ctx, e.InstanceID)
	if err != nil {
		return nil, err
	}
	columns := e.OutputColumns
	if len(columns) == 0 {
		run, err := amazon.GetExecution(ctx, attempt.AmazonID)
		if err != nil {
			return nil, err
		}
		columns = declaredColumns(run)
	}
	links := &links{amazon: amazon, id: attempt.AmazonID}
	if err := links.refresh(ctx); err != nil {
		return nil, err
	}
	parts := make([]result.Part, len(links.urls))
	for i := range parts {
		parts[i] = part{links, i}
	}
	return &result.IngestParams{ExecutionID: e.ID, InstanceID: e.InstanceID, Columns: columns, Parts: parts}, nil
}

// collectProblem reads an error of collecting. The run has succeeded, so nothing
// but its rows is at stake.
func collectProblem(err error) Problem {
	if bad, ok := errors.AsType[*result.MalformedError](err); ok {
		return Problem{
			Class: Malformed, Code: codeMalformed, Message: "Amazon's result cannot be read: " + bad.Error() + ".",
			Next: "The rows are fetched again by themselves a few times. If that does not help, report what Amazon sent.",
		}
	}
	if errors.Is(err, result.ErrTooLarge) {
		return Problem{
			Class: Permanent, Code: "execution.result_too_large", Message: "The result is larger than this server takes in.",
			Next: "Narrow the query, or raise the limit of the server.", Raw: clip(err.Error()),
		}
	}
	if refused, ok := errors.AsType[*amc.LinkRefusedError](err); ok {
		return foreignLink("Amazon's link to the result leads to " + refused.Host + ", where no results are fetched from.")
	}
	if egress.IsRefused(err) {
		return foreignLink("Amazon's link to the result leads into the server's own network.")
	}
	if failure, ok := errors.AsType[*amc.Error](err); ok {
		if failure.NotDownloadable() {
			p := amazonProblem(failure)
			p.Class, p.Code = Transient, "amazon.result_unavailable" // links may lag behind the status
			p.Message, p.Next = "Amazon does not give the result of the run.", "The execution asks again by itself. If Amazon goes on refusing, run it again."
			return p
		}
		if failure.LinkExpired() {
			return Problem{Class: Transient, Code: "amazon.link_expired", Message: "The link to the result expired while it was read.", Next: goesOn, Raw: clip(failure.Details)}
		}
	}
	p := problemOf(err)
	if _, answered := errors.AsType[*amc.Error](err); answered && (p.Class == Transient || p.Class == Throttled) && p.Code != "amazon.interrupted" {
		p.Class = Outage // the rows are there; giving up would cost another run
	}
	return p
}

// foreignLink is what is wrong when a link leads where none may. The rows are
// there, and an operator can let it.
func foreignLink(message string) Problem {
	return Problem{
		Class: Outage, Code: "amazon.result_host", Message: message,
		Next: "Report it to whoever operates the server. If the host is Amazon's, they name it in RECOMAMP_AMAZON_RESULT_HOSTS; the execution then goes on by itself.",
	}
}

// links are the presigned addresses of a result, asked for anew when they expire.
type links struct {
	amazon Amazon
	id     string
	urls   []string
}

func (l *links) refresh(ctx context.Context) error {
	got, err := l.amazon.GetDownloadURLs(ctx, l.id)
	if err == nil {
		l.urls = got.Results
	}
	return err
}

// part is one file of a result at Amazon.
type part struct {
	links *links
	index int
}

// Open implements result.Part.
func (p part) Open(ctx context.Context) (io.ReadCloser, int64, error) {
	body, err := p.links.amazon.Download(ctx, p.links.urls[p.index])
	if failure, ok := errors.AsType[*amc.Error](err); ok && failure.LinkExpired() {
		if err := p.links.refresh(ctx); err != nil {
			return nil, 0, err
		}
		if p.index >= len(p.links.urls) {
			return nil, 0, fmt.Errorf("%w: Amazon now names fewer files", result.ErrTruncated)
		}
		body, err = p.links.amazon.Download(ctx, p.links.urls[p.index])
	}
	return body, -1, err // package amc checks the length on the wire
}
