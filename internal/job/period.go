package job

import (
	"time"

	"github.com/riverqueue/river"
)

// Every enqueues the job that args returns once in each period of the clock of
// that length, such as each full hour, on one of the replicas. runOnStart also
// enqueues it when a process takes the lead in a period that has not had its
// own. Which have is known from the database: neither a restart nor a change of
// the lead puts off what is due.
func (c *Client) Every(interval time.Duration, runOnStart bool, args func() river.JobArgs) {
	c.river.PeriodicJobs().Add(river.NewPeriodicJob(
		periods(interval),
		func() (river.JobArgs, *river.InsertOpts) {
			return args(), &river.InsertOpts{UniqueOpts: river.UniqueOpts{ByPeriod: interval}}
		},
		&river.PeriodicJobOpts{RunOnStart: runOnStart},
	))
}

// periods is the schedule of Every.
type periods time.Duration

// afterBegin is how long after its beginning a period's job is due. River may
// enqueue a tenth of a second early, which must not fall into the period before.
const afterBegin = time.Second

// Next implements river.PeriodicSchedule.
func (p periods) Next(current time.Time) time.Time {
	length := time.Duration(p)
	return current.Add(-afterBegin).Truncate(length).Add(length + afterBegin)
}

var _ river.PeriodicSchedule = periods(0)
