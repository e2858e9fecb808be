// Package recurrence is the calendar of schedules: it knows at which instants a
// rule fires. It is pure: no clock, no database, no state.
//
// A Rule is a set of local times, readings of a clock in an IANA zone. Daily,
// weekly, monthly and cron rules are times of day on the dates they name; an
// hourly rule is a minute of every interval-th hour on the face of the clock.
// Start, end and excluded dates belong to the reading, not to the instant.
// Compile checks a rule and gives a Recurrence, which turns readings into
// instants:
//
//   - A reading that the clock shows once fires when it is shown.
//   - A reading that the clock skips (a gap) does, by the gap policy, either
//     fire at the first instant after the gap (shift) or not at all (skip).
//     All readings of a rule in one gap, and one that the clock shows right
//     after it, are one firing.
//   - A reading that the clock shows twice (a repeat) fires, by the repeat
//     policy, the first time (once) or both times (twice).
//
// How long a gap or a repeat lasts makes no difference: half an hour on Lord
// Howe, the midnight that Santiago and Cairo skip, the whole 30 December 2011
// that Apia skipped (a daily 06:30 fired at 00:00 on the 31st, and again at
// 06:30). A gap that spans midnight can carry the firing of a date into the next
// one.
//
// A rule that names no policy has shift and once, the choice for a job that
// must run once a day. A rule that fires in every hour of the day (hourly of
// any interval, cron with all 24 hours) has skip and twice, so that it goes on
// by elapsed hours: in spring no hour passes that it could miss, in autumn it
// does not pause for an hour. Policies that are named hold for every frequency.
//
// Intervals count from the start: days from its date, weeks from its Monday,
// months from its month, hours from its midnight on the face of the clock, so
// that "every 6 hours" stays at 00, 06, 12 and 18 through the year. Without a
// start they count from 1970-01-01, weeks from Monday 1970-01-05. A month that
// lacks the day (31, a fifth Friday) is left out.
//
// Cron has five fields: minute, hour, day of month, month, weekday (0 and 7 are
// Sunday). When both day fields are restricted (neither * nor ?) a date fires
// that matches either of them. L is the last day, L-3 the third day before it,
// 15W the weekday from Monday to Friday nearest to the 15th within its month,
// LW the last one, MON#2 the second Monday, FRI#L or FRIL the last Friday.
//
// Firings are ordered and distinct. Next costs the same however long ago the
// rule began, and a rule without any firing does not compile. Instants have
// whole seconds, and none lies beyond the year 9999.
package recurrence
