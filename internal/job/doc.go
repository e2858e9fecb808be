// Package job runs background work on the River job engine, on either database.
//
// A job is enqueued in the same transaction as the rows that call for it, so
// both happen or neither does. Arguments hold ids only; the tables of the
// domain carry the truth, and a worker must bear being run twice.
//
// Domain packages define their argument and worker types with River's own
// words, take a *Client to enqueue with, and hand their workers to Register
// before Start:
//
//	jobs, err := job.New(job.Dependencies{DB: db, Logger: logger}, job.Config{})
//	executions := execution.New(execution.Dependencies{Jobs: jobs, …})
//	job.Register(jobs, executions.submitWorker())
//	err = jobs.Start(ctx)
//
// River finds the work of a dead process slowly (an hour by default), so
// whoever owns long work keeps a lease in its own tables and looks for stale
// ones with a periodic job.
package job
