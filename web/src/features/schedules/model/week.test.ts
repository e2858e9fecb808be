import { expect, it } from 'vitest'
import type { CalendarPast, ScheduleCalendar } from '@/api/schedules'
import { busyHours, localOf, mondayOf, pastWords, runsWords, weekOf } from './week'

const entry = (localStart: string, scheduleId = 'sch_1') => ({
  scheduleId,
  name: scheduleId,
  dueAt: `${localStart}Z`,
  startAt: `${localStart}Z`,
  endAt: `${localStart}Z`,
  localStart,
  executions: 1,
  known: true,
})

const past = (
  localAt: string,
  state: CalendarPast['state'],
  scheduleId = 'sch_1',
): CalendarPast => ({
  id: localAt,
  scheduleId,
  name: scheduleId,
  at: `${localAt}Z`,
  localAt,
  state,
  instants: 1,
})

const calendar: ScheduleCalendar = {
  from: '2026-03-09T00:00:00Z',
  to: '2026-03-16T00:00:00Z',
  zone: 'Europe/Berlin',
  left: 0,
  morePast: false,
  past: [
    past('2026-03-09T05:30:00', 'succeeded'),
    past('2026-03-09T05:45:00', 'failed'),
    past('2026-03-09T05:50:00', 'skipped', 'sch_2'),
  ],
  leftSchedules: 0,
  slots: { perInstance: 2, perAccount: 5 },
  stepMs: 900_000,
  entries: [
    entry('2026-03-09T06:30:00'),
    entry('2026-03-09T06:45:00'),
    entry('2026-03-09T06:50:00', 'sch_2'),
    entry('2026-03-16T06:30:00'),
  ],
  load: [
    { account: 'a', at: '2026-03-09T05:30:00Z', wanted: 4 },
    { account: 'b', at: '2026-03-09T05:45:00Z', wanted: 6 },
    { account: 'b', at: '2026-03-09T06:15:00Z', wanted: 1 },
  ],
}

it('gathers runs and load by the hours of the zone', () => {
  const days = weekOf(calendar, '2026-03-09')
  const hour = days[0]?.hours.get(6)
  expect(hour?.schedules.map(({ name, runs }) => [name, runs.length])).toEqual([
    ['sch_1', 2],
    ['sch_2', 1],
  ])
  expect(hour).toMatchObject({ wanted: 6, account: 'b', over: true })
  expect(days[0]?.hours.get(7)).toMatchObject({ wanted: 1, over: false })
  expect([...busyHours(days)].sort()).toEqual([5, 6])
})

it('tells what has happened, the worst of a schedule first', () => {
  const hour = weekOf(calendar, '2026-03-09')[0]?.hours.get(5)
  expect(hour?.past.map(({ name, state, runs }) => [name, state, runs.length])).toEqual([
    ['sch_1', 'failed', 2],
    ['sch_2', 'skipped', 1],
  ])
  expect(pastWords(hour?.past[0]?.runs ?? [])).toBe('2 times from 05:30')
  expect(pastWords([{ ...past('2026-03-09T05:30:00', 'skipped'), instants: 4 }])).toBe(
    '4 times from 05:30',
  )
})

it('knows days and weeks of zones', () => {
  expect(localOf('2026-03-08T23:30:00Z', 'Europe/Berlin')).toBe('2026-03-09T00:30')
  expect(mondayOf('2026-03-15')).toBe('2026-03-09')
  expect(mondayOf('2026-03-09')).toBe('2026-03-09')
})

it('counts what runs often', () => {
  expect(runsWords([entry('2026-03-09T06:30:00')])).toBe('06:30')
  expect(runsWords(calendar.entries.slice(0, 2))).toBe('2 times from 06:30')
})
