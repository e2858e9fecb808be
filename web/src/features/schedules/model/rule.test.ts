import { expect, it } from 'vitest'
import type { Recurrence } from '@/api/schedules'
import {
  boundsWords,
  daysWords,
  firstRule,
  lead,
  readTimes,
  timesWords,
  withFrequency,
} from './rule'

const zone = 'Europe/Berlin'
const words = (rule: Recurrence) =>
  [lead(rule), daysWords(rule), timesWords(rule) ?? ''].join(' ').trim()

it.each<[string, Recurrence]>([
  ['Every weekday 06:30', firstRule(zone)],
  [
    'Every Monday and Friday 06:30 and 18:00',
    {
      frequency: 'weekly',
      weekdays: ['friday', 'monday'],
      at: ['06:30', '18:00'],
      zone,
    },
  ],
  ['Every second week on weekdays 06:30', { ...firstRule(zone), interval: 2 }],
  ['Every 6 hours :15', { frequency: 'hourly', interval: 6, minute: 15, zone }],
  ['Every day 07:00', { frequency: 'daily', at: ['07:00'], zone }],
  [
    'On the 22nd of every month 06:00',
    {
      frequency: 'monthly',
      monthly: { kind: 'day', day: 22 },
      at: ['06:00'],
      zone,
    },
  ],
  [
    'On the 1st, 15th and 22nd of every month 06:00',
    {
      frequency: 'monthly',
      monthly: { kind: 'day', days: [1, 15, 22] },
      at: ['06:00'],
      zone,
    },
  ],
  [
    'On the last business day of every 3 months 06:00',
    {
      frequency: 'monthly',
      interval: 3,
      monthly: { kind: 'business_day', nth: -1 },
      at: ['06:00'],
      zone,
    },
  ],
  [
    'On the second Tuesday of every month 06:00',
    {
      frequency: 'monthly',
      monthly: { kind: 'weekday', nth: 2, weekday: 'tuesday' },
      at: ['06:00'],
      zone,
    },
  ],
  ['By cron 30 6 * * MON', { frequency: 'cron', cron: '30 6 * * MON', zone }],
  ['Every no day yet no time yet', { frequency: 'weekly', weekdays: [], at: [], zone }],
])('says "%s"', (said, rule) => expect(words(rule)).toBe(said))

it('keeps at another frequency what goes with it, and nothing else', () => {
  const weekly = { ...firstRule(zone), until: '2026-12-31', interval: 2 }
  expect(withFrequency(weekly, 'daily')).toEqual({
    frequency: 'daily',
    at: ['06:30'],
    zone,
    until: '2026-12-31',
  })
  expect(withFrequency(weekly, 'cron').cron).toBe('30 6 * * MON,TUE,WED,THU,FRI')
  expect(withFrequency({ frequency: 'cron', cron: '* * * * *', zone }, 'monthly')).toEqual({
    frequency: 'monthly',
    at: ['06:30'],
    monthly: { kind: 'day', day: 1 },
    zone,
  })
})

it('reads times as people type them and leaves what is none', () => {
  expect(readTimes('6:30, 18.00; 9')).toEqual(['06:30', '18:00', '09:00'])
  expect(readTimes('noon')).toEqual(['noon'])
})

it('says its bounds', () => {
  expect(boundsWords(firstRule(zone))).toBe('without an end')
  expect(
    boundsWords({
      ...firstRule(zone),
      from: '2026-01-01',
      excluding: ['2026-12-25', '2026-12-26'],
    }),
  ).toBe('from 2026-01-01, except on 2 dates')
})
