// Package window turns what a person chose, a preset, dynamic dates or local
// bounds in a zone, into the exact instants an execution reads.
//
// A Window starts inclusive and ends exclusive. Its bounds are instants; the
// wall-clock readings beside them are what AMC is sent and what people see. A
// window is settled 48 hours after its end, when Amazon promises that its data
// are complete.
//
// Days are calendar days of the zone, so a day may last 23 or 25 hours. A local
// time that the clock skipped means the same distance after the gap; one that
// the clock showed twice means its first showing. Windows that meet at a local
// time therefore neither overlap nor leave a hole.
//
// Bounds, whole windows and values of parameters may be expressions, dynamic
// dates such as today-14d or last_full_week(monday), that follow a logical time.
// docs/schedules.md explains the language. A term is a word with offsets; it
// comes to a point, a date until somebody asks for its instant.
//
// Resolving happens once, when an execution is made; a retry never moves it.
package window
