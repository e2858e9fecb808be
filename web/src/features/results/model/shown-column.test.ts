import { expect, it } from 'vitest'
import { shownColumn } from './shown-column'
import { filterWords } from './view-words'

const cost = {
  id: 'c1',
  name: 'cost',
  type: 'LONG',
  stored: 'integer',
  unit: 'microcents',
} as const
const hour = { id: 'c0', name: 'hour', type: 'TIMESTAMP', stored: 'timestamp' } as const
const from = { op: 'range' as const, from: '150000000' }
const only = { op: 'in' as const, values: ['150000000'] }

it.each([
  [{}, 'cost from 1.5 currency', 'cost is 1.50 currency'],
  [{ as: 'money', currency: 'EUR' }, 'cost from 1.5 EUR', 'cost is €1.50'],
  [{ as: 'plain' }, 'cost from 150,000,000 microcents', 'cost is 150000000 microcents'],
  [{ as: 'percent' }, 'cost from 15,000,000,000 %', 'cost is 15,000,000,000.0%'],
] as const)('tells a filter of a column written as %j in what it is in', (format, range, set) => {
  const written = 'as' in format ? { formats: { c1: format } } : {}
  const shown = shownColumn(cost, written)
  expect(filterWords({ column: 'c1', ...from }, 'cost', shown)).toBe(range)
  expect(filterWords({ column: 'c1', ...only }, 'cost', shown)).toBe(set)
})

it('tells times in the zone of the result, those of the advertiser in theirs', () => {
  const filter = { column: 'c0', op: 'range' as const, from: '2026-10-03' }
  expect(filterWords(filter, 'hour', shownColumn(hour, {}))).toBe('hour from 2026-10-03 UTC')
  const advertiser = shownColumn({ ...hour, clock: 'advertiser' }, { zone: 'Europe/Berlin' })
  expect(filterWords(filter, 'hour', advertiser)).toBe('hour from 2026-10-03 advertiser’s zone')
})
