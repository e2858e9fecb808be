import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type CalendarEntry, calendarQuery } from '@/api/schedules'
import { plural } from '@/lib/number'
import { browserZone, zonedTime } from '@/lib/time'
import { useNow } from '@/lib/use-now'
import { Panel } from '@/ui/panel'
import classes from './home-page.module.css'

/** How many schedules are named; the calendar has the others. */
const FEW = 8

/** What schedules will begin until midnight, of a client or all. Nothing where there is nothing. */
export function TodayPanel({ client }: { client?: string }) {
  const zone = browserZone()
  const now = useNow()
  const day = (instant: number) =>
    new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeZone: zone }).format(instant)
  const today = day(now)
  const tomorrow = new Date(Date.parse(today) + 86_400_000).toISOString().slice(0, 10)
  const { data } = useQuery(calendarQuery({ from: today, to: tomorrow, zone, client }))
  const next = bySchedule(data?.entries ?? [])
  if (next.length === 0) return null
  const more = next.length - FEW + (data?.leftSchedules ?? 0)
  return (
    <Panel
      title="Still to run today"
      flush
      actions={<Link to="/schedules/calendar">Week calendar</Link>}
    >
      <ul className={classes.list}>
        {next.slice(0, FEW).map(({ first, times }) => (
          <li key={first.scheduleId} className={classes.item}>
            <span className={`${classes.state} num`}>{zonedTime(first.startAt, zone)}</span>
            <Link
              to="/schedules/$scheduleId"
              params={{ scheduleId: first.scheduleId }}
              className={classes.words}
            >
              {first.name}
            </Link>
            <span className="quiet num">
              {times > 1 ? plural(times, 'run') : plural(first.executions, 'execution')}
            </span>
          </li>
        ))}
      </ul>
      {(more > 0 || (data?.left ?? 0) > 0) && (
        <p className={`${classes.more} quiet`}>
          And {more > 0 ? plural(more, 'more schedule') : plural(data?.left ?? 0, 'more run')}: see
          the week calendar.
        </p>
      )}
    </Panel>
  )
}

/** The first run of each schedule, and how many there are. */
function bySchedule(entries: CalendarEntry[]) {
  const found = new Map<string, { first: CalendarEntry; times: number }>()
  for (const entry of entries) {
    const known = found.get(entry.scheduleId)
    if (known) known.times += 1
    else found.set(entry.scheduleId, { first: entry, times: 1 })
  }
  return [...found.values()]
}
