import { expect, it } from 'vitest'
import type { BackfillCell } from '@/api/schedules'
import { cellLook, cellWords, executionOf, gridOf } from './backfill-grid'

const cell = (
  localAt: string,
  instanceId: string,
  change: Partial<BackfillCell> = {},
): BackfillCell => ({
  occurrenceId: `${localAt} ${instanceId}`,
  logicalAt: `${localAt}Z`,
  startAt: `${localAt}Z`,
  localAt,
  instanceId,
  instanceName: instanceId.toUpperCase(),
  ...change,
})

it('puts instants beside each other and instances below each other', () => {
  const { columns, rows } = gridOf([
    cell('2026-03-09T06:30:00', 'eu', { state: 'succeeded' }),
    cell('2026-03-09T06:30:00', 'us', { state: 'running' }),
    cell('2026-03-16T06:30:00', 'eu', { refused: { code: 'x', message: 'No budget is left.' } }),
  ])
  expect(columns.map(({ label }) => label)).toEqual(['9 Mar 2026, 06:30', '16 Mar 2026, 06:30'])
  expect(rows.map(({ name, cells }) => [name, ...cells.map((one) => one?.look)])).toEqual([
    ['EU', 'succeeded', 'failed'],
    ['US', 'open', undefined],
  ])
  const [first, second] = columns
  if (!first || !second) throw new Error('two columns')
  expect(cellWords(second, 'EU', rows[0]?.cells[1] ?? null, 'UTC')).toBe(
    '16 Mar 2026, 06:30 · EU: failed. No budget is left.',
  )
  expect(cellWords(second, 'US', null, 'UTC')).toBe('16 Mar 2026, 06:30 · US: nothing due')
  const [waits] = gridOf([
    cell('2026-03-09T06:30:00', 'eu', { startAt: '2026-03-11T00:00:00Z' }),
  ]).rows
  expect(cellWords(first, 'EU', waits?.cells[0] ?? null, 'Europe/Berlin')).toBe(
    '9 Mar 2026, 06:30 · EU: waits for complete data until 11 Mar, 01:00 CET',
  )
})

it('draws many instants by week and shows of each week what wants to be seen', () => {
  const days = Array.from({ length: 70 }, (_, at) =>
    new Date(Date.UTC(2026, 0, 5 + at, 6, 30)).toISOString().slice(0, 19),
  )
  const { columns, rows } = gridOf(
    days.map((day, at) => cell(day, 'eu', { state: at === 3 ? 'failed' : 'succeeded' })),
  )
  expect(columns).toHaveLength(10)
  expect(columns[0]?.label).toMatch(/^5.*11 Jan 2026$/)
  expect(rows[0]?.cells.map((one) => one?.look)).toEqual(['failed', ...Array(9).fill('succeeded')])
})

it('tells what a cancelled backfill did not begin from what was refused', () => {
  const message = 'The backfill was cancelled before it began.'
  expect(cellLook({ refused: { code: 'cancelled', message } })).toBe('cancelled')
  expect(cellLook({ refused: { code: 'refused', message: 'No budget is left.' } })).toBe('failed')
})

it('opens of a week what wants to be seen', () => {
  const [row] = gridOf(
    Array.from({ length: 70 }, (_, at) =>
      cell(new Date(Date.UTC(2026, 0, 5 + at, 6, 30)).toISOString().slice(0, 19), 'eu', {
        executionId: `e${at}`,
        state: at === 3 ? 'failed' : 'succeeded',
      }),
    ),
  ).rows
  expect(executionOf(row?.cells[0])).toBe('e3')
  expect(executionOf(row?.cells[1])).toBe('e7')
  expect(executionOf(null)).toBeUndefined()
})
