import { Button, Select, VisuallyHidden } from '@mantine/core'
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { instancesQuery } from '@/api/instances'
import { calendarQuery, type ScheduleCalendar } from '@/api/schedules'
import { plural } from '@/lib/number'
import { dayRange, zones } from '@/lib/time'
import { useNarrow } from '@/lib/use-narrow'
import { CommandButton, CommandIcon } from '@/ui/command-button'
import { EmptyState } from '@/ui/empty-state'
import { FilterChip } from '@/ui/filter-chip'
import { Page } from '@/ui/page'
import { Panel } from '@/ui/panel'
import { ProblemPanel } from '@/ui/problem-panel'
import { SkeletonRows } from '@/ui/skeleton-rows'
import { stateWord } from '@/ui/state-badge'
import {
  busyHours,
  type Day,
  type Hour,
  type HourPast,
  mondayOf,
  pastWords,
  runsWords,
  shiftDate,
  weekOf,
} from '../model/week'
import classes from './calendar-page.module.css'

type Props = {
  /** Any date of the week. */
  week: string
  /** The date it is now, in the zone. */
  today: string
  zone: string
  /** The client one works for, whose schedules are shown; all without one. */
  client?: { id: string; name: string }
  onWeek: (week: string) => void
  onZone: (zone: string) => void
  onScopeEnd: () => void
}

/** What all schedules will do in a week, and whether there are slots for it. */
export function CalendarPage(props: Props) {
  const { week, today, zone, client, onWeek, onZone, onScopeEnd } = props
  const monday = mondayOf(week)
  const calendar = useQuery(
    calendarQuery({ from: monday, to: shiftDate(monday, 7), zone, client: client?.id }),
  )
  const [zoneList] = useState(zones)
  const { data } = calendar
  return (
    <Page
      title="Week calendar"
      note={dayRange(`${monday}T00:00:00Z`, `${shiftDate(monday, 7)}T00:00:00Z`, 'UTC')}
      actions={
        <span className={classes.tools}>
          <Select
            aria-label="Zone of the calendar"
            searchable
            className={classes.zone}
            value={zone}
            data={zoneList.includes(zone) ? zoneList : [zone, ...zoneList]}
            limit={60}
            onChange={(chosen) => chosen && onZone(chosen)}
          />
          <CommandIcon
            command={{ label: 'Earlier week', group: 'Calendar', keys: 'j' }}
            variant="default"
            size={30}
            onClick={() => onWeek(shiftDate(monday, -7))}
          >
            <IconChevronLeft size={16} />
          </CommandIcon>
          <CommandButton
            command={{ label: 'This week', group: 'Calendar', keys: 't' }}
            variant="default"
            onClick={() => onWeek(today)}
          >
            This week
          </CommandButton>
          <CommandIcon
            command={{ label: 'Later week', group: 'Calendar', keys: 'k' }}
            variant="default"
            size={30}
            onClick={() => onWeek(shiftDate(monday, 7))}
          >
            <IconChevronRight size={16} />
          </CommandIcon>
        </span>
      }
    >
      {client && (
        <div>
          <FilterChip label={client.name} onRemove={onScopeEnd} />
        </div>
      )}
      {calendar.isPending && <SkeletonRows rows={10} />}
      {calendar.isError && (
        <ProblemPanel title="The calendar could not be read" error={calendar.error} />
      )}
      {data && <Week calendar={data} monday={monday} today={today} />}
    </Page>
  )
}

type WeekProps = { calendar: ScheduleCalendar; monday: string; today: string }

function Week({ calendar, monday, today }: WeekProps) {
  const narrow = useNarrow()
  const days = weekOf(calendar, monday)
  if (calendar.entries.length + calendar.past.length === 0) {
    return (
      <Panel>
        <EmptyState
          title="Nothing is due in this week, and nothing ran"
          action={
            <Button component={Link} to="/schedules">
              See the schedules
            </Button>
          }
        >
          What active schedules will run stands here, and what has run with how it came out.
        </EmptyState>
      </Panel>
    )
  }
  return (
    <>
      <Overloads days={days} calendar={calendar} />
      {calendar.left > 0 && (
        <p className="quiet">And {plural(calendar.left, 'more run')} of this week.</p>
      )}
      {calendar.morePast && (
        <p className="quiet">More has run in this week than is shown. Work for one client.</p>
      )}
      {calendar.leftSchedules > 0 && (
        <p className={classes.over} role="status">
          And {plural(calendar.leftSchedules, 'more schedule')}, which neither the runs nor the
          slots above know of. Work for one client to see its week.
        </p>
      )}
      {narrow ? (
        <DayList days={days} today={today} limit={calendar.slots.perAccount} />
      ) : (
        <Panel flush>
          <Hours days={days} today={today} calendar={calendar} />
        </Panel>
      )}
    </>
  )
}

/** Where more is wanted than there is, in words. */
function Overloads({ days, calendar }: { days: Day[]; calendar: ScheduleCalendar }) {
  const { data: instances = [] } = useQuery(instancesQuery())
  const over = days.flatMap(({ date, hours }) =>
    [...hours.values()].filter((hour) => hour.over).map((hour) => ({ date, ...hour })),
  )
  if (over.length === 0) {
    return (
      <p className="quiet">
        Slots suffice: no account is predicted to want more than its {calendar.slots.perAccount}.
      </p>
    )
  }
  const worst = over.reduce((a, b) => (b.wanted > a.wanted ? b : a))
  const name = instances.find(({ amazonAccountId }) => amazonAccountId === worst.account)
  return (
    <p className={classes.over} role="status">
      <strong>{plural(over.length, 'hour')} with too much at once.</strong> Most on{' '}
      {dayName(worst.date)} at {hourName(worst.hour)}: {worst.wanted} slots of{' '}
      {name?.accountName ?? worst.account} wanted, {calendar.slots.perAccount} there. What finds no
      slot waits; spread the beginnings, or move one.
    </p>
  )
}

type HoursProps = { days: Day[]; today: string; calendar: ScheduleCalendar }

function Hours({ days, today, calendar }: HoursProps) {
  const busy = busyHours(days)
  return (
    <div className={classes.scroll}>
      <table className={classes.week}>
        <thead>
          <tr>
            <th>
              <span className="visually-hidden">Hour</span>
            </th>
            {days.map(({ date }) => (
              <th key={date} data-today={date === today || undefined}>
                {dayName(date)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {Array.from({ length: 24 }, (_, hour) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the hours of a day are their index
            <tr key={hour} data-busy={busy.has(hour) || undefined}>
              <th scope="row">
                {busy.has(hour) ? (
                  hourName(hour)
                ) : (
                  <VisuallyHidden>{hourName(hour)}</VisuallyHidden>
                )}
              </th>
              {days.map(({ date, hours }) => (
                <td
                  key={date}
                  data-today={date === today || undefined}
                  data-over={hours.get(hour)?.over || undefined}
                >
                  <HourCell hour={hours.get(hour)} limit={calendar.slots.perAccount} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

const FEW = 4

function HourCell({ hour, limit }: { hour: Hour | undefined; limit: number }) {
  if (!hour) return null
  const more = Math.max(0, hour.past.length - FEW) + Math.max(0, hour.schedules.length - FEW)
  return (
    <>
      {hour.past.slice(0, FEW).map((past) => (
        <PastRun key={past.scheduleId} past={past} />
      ))}
      {hour.schedules.slice(0, FEW).map(({ scheduleId, name, runs }) => (
        <Link
          key={scheduleId}
          to="/schedules/$scheduleId"
          params={{ scheduleId }}
          className={classes.run}
          title={`${name}, ${runsWords(runs)}`}
        >
          <span className="num">{runs.length === 1 ? runsWords(runs) : `${runs.length}×`}</span>{' '}
          {name}
        </Link>
      ))}
      {more > 0 && <span className={classes.note}>and {more} more</span>}
      {hour.wanted > 0 && <Load wanted={hour.wanted} limit={limit} over={hour.over} />}
    </>
  )
}

/** What has run, with how it came out in colour, sign and words. */
function PastRun({ past: { scheduleId, name, state, runs } }: { past: HourPast }) {
  const reason = runs.find((run) => run.state === state)?.reason
  const words = `${name}, ${pastWords(runs)}: ${stateWord(state).toLowerCase()}`
  return (
    <Link
      to="/schedules/$scheduleId"
      params={{ scheduleId }}
      className={classes.past}
      data-state={state}
      title={reason ? `${words}. ${reason}` : words}
    >
      <span aria-hidden>{signs[state]}</span>
      <span className="visually-hidden">{stateWord(state)}</span>{' '}
      <span className="num">{runs.length === 1 ? pastWords(runs) : `${runs.length}×`}</span> {name}
    </Link>
  )
}

const signs: Record<HourPast['state'], string> = {
  succeeded: '✓',
  failed: '✕',
  partly_failed: '✕',
  cancelled: '–',
  skipped: '»',
  running: '…',
}

function Load({ wanted, limit, over }: { wanted: number; limit: number; over: boolean }) {
  return (
    <span className={classes.load} data-over={over || undefined}>
      <span className={classes.bar} aria-hidden>
        <span style={{ width: `${Math.min(100, (100 * wanted) / limit)}%` }} />
      </span>
      {over ? (
        `${wanted} of ${limit} slots`
      ) : (
        <span className="visually-hidden">{wanted} slots</span>
      )}
    </span>
  )
}

function DayList({ days, today, limit }: { days: Day[]; today: string; limit: number }) {
  return (
    <>
      {days
        .filter(({ hours }) =>
          [...hours.values()].some(({ past, schedules }) => past.length + schedules.length > 0),
        )
        .map(({ date, hours }) => (
          <Panel key={date} title={`${dayName(date)}${date === today ? ' · today' : ''}`} flush>
            <ul className={classes.list}>
              {[...hours.values()]
                .filter(({ past, schedules }) => past.length + schedules.length > 0)
                .sort((a, b) => a.hour - b.hour)
                .map((hour) => (
                  <li key={hour.hour} data-over={hour.over || undefined}>
                    {hour.past.map((past) => (
                      <PastRun key={past.scheduleId} past={past} />
                    ))}
                    {hour.schedules.map(({ scheduleId, name, runs }) => (
                      <Link key={scheduleId} to="/schedules/$scheduleId" params={{ scheduleId }}>
                        <span className="num">{runsWords(runs)}</span> {name}
                      </Link>
                    ))}
                    {hour.over && (
                      <span className={classes.warn}>
                        {hour.wanted} of {limit} slots wanted
                      </span>
                    )}
                  </li>
                ))}
            </ul>
          </Panel>
        ))}
    </>
  )
}

const hourName = (hour: number) => `${String(hour).padStart(2, '0')}:00`

function dayName(date: string): string {
  return new Intl.DateTimeFormat('en-GB', {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    timeZone: 'UTC',
  }).format(new Date(`${date}T00:00:00Z`))
}
