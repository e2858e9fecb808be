package selftest

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/riverqueue/river"
	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/schedule"
)

const (
	workLook   = 50 * time.Millisecond
	workWithin = 15 * time.Second
	// schedulesWithin is how long ago the loop of schedules may have looked last: it does each second.
	schedulesWithin = 15 * time.Second
	// sealedSlack is for the look itself; a batch that came late says when it came.
	sealedSlack = 2 * audit.SealedWithin
)

// pulseArgs ask a worker to say that it works, in the row of a self-test.
type pulseArgs struct {
	ID actor.SelfTestID `json:"id"`
}

// Kind implements river.JobArgs.
func (pulseArgs) Kind() string { return "self_test.pulse" }

type pulseWorker struct {
	river.WorkerDefaults[pulseArgs]
	service *Service
}

// Work implements river.Worker.
func (w *pulseWorker) Work(ctx context.Context, job *river.Job[pulseArgs]) error {
	return w.service.DB.Write(ctx, tester, func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.NewUpdate().Model((*row)(nil)).Set("worked_at = ?", w.service.Clock.Now()).Where("id = ? AND worked_at IS NULL", job.Args.ID).Exec(ctx)
		return err
	})
}

// checkWork has a background job done and waits for its word.
func (s *Service) checkWork(id actor.SelfTestID) Check {
	return Check{Name: "work", Title: "Background work is done", Within: workWithin, Run: func(ctx context.Context) Finding {
		const mend = "Start the program again; its log says why the work stands still."
		begun := time.Now()
		err := s.DB.Write(ctx, tester, func(ctx context.Context, tx bun.Tx) error { return s.Jobs.Insert(ctx, tx, pulseArgs{ID: id}, nil) })
		if err != nil {
			return troubled(ctx, err, "No background work can be asked for.", mend)
		}
		for {
			found, err := s.find(ctx, tester, id)
			switch {
			case errors.Is(ctx.Err(), context.DeadlineExceeded):
				return failed(mend, "A background job was asked for and nobody has taken it within %s: executions, deliveries and discoveries stand still.", short(workWithin))
			case err != nil:
				return troubled(ctx, err, "It could not be seen whether the work was done.", mend)
			case !found.WorkedAt.IsZero():
				return good("A background job was taken and done within %s.", short(time.Since(begun)))
			}
			wait(ctx, workLook)
		}
	}}
}

func wait(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

func checkSchedules(schedules *schedule.Service, now func() time.Time) Check {
	return Check{Name: "schedules", Title: "Schedules are followed", Within: 2 * schedulesWithin, Run: func(ctx context.Context) Finding {
		const mend = "Start the program again; its log says “schedules could not be followed” and why."
		for begun := now(); ; wait(ctx, workLook) {
			looked := schedules.Looked()
			switch silent := now().Sub(looked); {
			case !looked.IsZero() && silent < schedulesWithin:
				late, err := schedules.Overdue(ctx, schedulesWithin)
				if err != nil {
					return troubled(ctx, err, "It could not be seen what is due.", mend)
				}
				if late > 0 {
					return failed(mend, "The loop looks, but %d schedules are due for longer than %s and have not fired.", late, short(schedulesWithin))
				}
				return good("The loop of this process looked %s ago, and nothing is overdue.", short(silent))
			case now().Sub(begun) >= schedulesWithin || ctx.Err() != nil:
				return failed(mend, "The loop that fires schedules has not looked for %s: nothing that is due runs.", short(schedulesWithin))
			}
		}
	}}
}

// checkAudit waits until the entry that this very self-test left is in the chain.
func checkAudit(log *audit.Service, id actor.SelfTestID) Check {
	return Check{Name: "audit", Title: fmt.Sprintf("Audit log is sealed within %s", short(audit.SealedWithin)), Within: sealedSlack, Run: func(ctx context.Context) Finding {
		const mend = "Look for “the audit log is not sealed” in the log of the server: it says why."
		for {
			done, sealed, err := log.SealedAt(ctx, audit.SelfTestRun, string(id))
			switch {
			case errors.Is(ctx.Err(), context.DeadlineExceeded):
				return failed(mend, "The entry of this self-test is not in the chain after %s: a change of the newest entries would not be noticed.", short(sealedSlack))
			case err != nil:
				return troubled(ctx, err, "The audit log could not be read.", mend)
			case !sealed.IsZero() && sealed.Sub(done) > audit.SealedWithin:
				return warning(mend, "The entry of this self-test was sealed after %s, which is later than it should be.", short(sealed.Sub(done)))
			case !sealed.IsZero():
				return good("The entry of this self-test was in the chain after %s.", short(sealed.Sub(done)))
			}
			wait(ctx, workLook)
		}
	}}
}

// checkAuditAlone looks at the log where no server seals it.
func checkAuditAlone(log *audit.Service) Check {
	return Check{Name: "audit", Title: "Audit log is sealed", Run: func(ctx context.Context) Finding {
		status, err := log.Status(ctx, tester)
		switch {
		case err != nil:
			return troubled(ctx, err, "The audit log could not be read.", "Try again.")
		case status.Late:
			return warning("Start a server: it seals them within seconds.", "Entries of the audit log wait to be sealed, as no server runs.")
		default:
			return good("All entries of the audit log are in the chain. Whether it is whole, `recomamp audit verify` says.")
		}
	}}
}
