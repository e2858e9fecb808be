// Package schedule makes executions at the instants a rule names.
//
// A Schedule runs one query on one or many instances by a rule of package
// recurrence. Each instant at which it is due makes one Occurrence: the record
// that it ran, with one execution per instance, or that it did not, and why.
//
//	waiting → running → succeeded | failed | partly_failed | cancelled
//	   └────────────────→ skipped
//
// waiting is for the data of its window to be complete, for its jitter, or for
// an earlier occurrence to end.
//
// # Exactly once
//
// The table schedule_due names the first instant of each schedule that is not
// accounted for. Whoever finds it due locks the row, writes the occurrences of
// all instants up to now with their executions and their first work, and moves
// the row on, in one transaction. Replicas pass over rows that others hold. The
// unique key (schedule, series, instant) makes a second occurrence impossible
// whatever processes and clocks do.
//
// Every change of a schedule takes the same lock and first accounts for what is
// due by the old definition; so there is no moment at which an edit, a pause or
// a change of the zone can lose an instant or run it twice.
//
// # Roles, one file each
//
// fire accounts for what is due, plan decides what becomes of each instant,
// begin makes the executions, look learns what came of them, watch finds what
// everybody else forgot. Firing, looking and watching are rounds of their own:
// none waits for another. Execution knows nothing of schedules: it writes a row
// of occurrence_look when an execution ends, in the transaction of its end.
package schedule
