import { describe, expect, it } from 'vitest'
import type { ViewFilter } from '@/api/executions'
import { choicesOf, draftOf, draftProblem, filterOf, isChosen, toggled } from './filter-draft'

const blank = draftOf([])

describe('a filter in the form', () => {
  const filters: [ViewFilter, Parameters<typeof filterOf>[2]][] = [
    [{ column: 'c0', op: 'range', from: '1.5', to: '20' }, 'decimal'],
    [{ column: 'c0', op: 'range', from: '2026-01-01' }, 'timestamp'],
    [{ column: 'c0', op: 'contains', text: 'a', ignoreCase: true }, 'text'],
    [{ column: 'c0', op: 'contains', text: 'a', not: true }, 'text'],
    [{ column: 'c0', op: 'starts', text: 'a' }, 'text'],
    [{ column: 'c0', op: 'in', values: ['a', ' b '] }, 'text'],
    [{ column: 'c0', op: 'in', values: ['7'], not: true }, 'integer'],
    [{ column: 'c0', op: 'in', values: ['true'] }, 'boolean'],
    [{ column: 'c0', op: 'null' }, 'text'],
    [{ column: 'c0', op: 'null', not: true }, 'double'],
  ]

  it.each(filters)('shows %j and gives it back', (filter, stored) => {
    const draft = draftOf([filter])
    expect(choicesOf(stored).map(({ value }) => value)).toContain(draft.choice)
    expect(draftProblem(draft, stored)).toBeNull()
    expect(filterOf('c0', draft, stored)).toEqual(filter)
  })

  it('asks for every value to begin with', () => {
    expect(filterOf('c0', blank, 'text')).toBeNull()
  })

  it('reads numbers with the commas that people write', () => {
    const draft = { ...blank, choice: 'range', from: '12,500', to: '' } as const
    expect(draftProblem(draft, 'integer')).toBeNull()
    expect(filterOf('c0', draft, 'integer')).toEqual({ column: 'c0', op: 'range', from: '12500' })
  })

  it.each([
    ['range', { from: '', to: '' }, 'integer', 'Give at least one end.'],
    ['range', { from: 'many', to: '' }, 'integer', 'Write numbers, such as 12.5.'],
    ['in', { text: '\n' }, 'text', 'Choose or write at least one value.'],
    ['in', { text: '1\ntwo' }, 'double', 'Write numbers, one a line.'],
    ['in', { text: 'a\n'.repeat(1001) }, 'text', 'No more than 1,000 values.'],
    ['contains', { text: '' }, 'text', 'Write what to look for.'],
  ] as const)('refuses %s with %j', (choice, part, stored, problem) => {
    expect(draftProblem({ ...blank, choice, ...part }, stored)).toBe(problem)
  })
})

it('chooses values of a set one by one, those that are no line as well', () => {
  let draft = { ...draftOf([]), choice: 'in' as const, text: 'a' }
  for (const value of ['b', null, '', 'two\nlines', 'a', null])
    draft = { ...draft, ...toggled(draft, value), choice: 'in' }
  expect(['b', '', 'two\nlines', 'a', null].map((value) => isChosen(draft, value))).toEqual([
    true,
    true,
    true,
    false,
    false,
  ])
  const filter = filterOf('c0', draft, 'text')
  expect(filter).toEqual({ column: 'c0', op: 'in', values: ['b', '', 'two\nlines'] })
  expect(filterOf('c0', draftOf(filter ? [filter] : []), 'text')).toEqual(filter)
  expect(draftProblem({ ...draft, text: '', more: [] }, 'text')).toMatch('at least one value')
})

const millicents = { shift: 5, zone: 'UTC' }
const microcents = { shift: 8, zone: 'UTC' }

it('writes the values of a set as the grid shows numbers, and asks for what is stored', () => {
  let draft = { ...draftOf([]), choice: 'in' as const }
  for (const value of ['930.3599999999999', '150.00', null])
    draft = { ...draft, ...toggled(draft, value, 5), choice: 'in' }
  expect(draft.text).toBe('0.009303599999999999\n0.0015')
  expect(isChosen(draft, '150.00', 5)).toBe(true)
  const filter = filterOf('c0', draft, 'double', millicents)
  expect(filter?.values).toEqual(['930.3599999999999', '150', null])
  expect(filterOf('c0', draftOf(filter ? [filter] : [], millicents), 'double', millicents)).toEqual(
    filter,
  )
})

it('writes the ends of a range as the grid shows numbers, and asks for what is stored', () => {
  const stored = { column: 'c0', op: 'range' as const, from: '150000000', to: '20000000000' }
  const draft = draftOf([stored], microcents)
  expect([draft.from, draft.to]).toEqual(['1.5', '200'])
  expect(filterOf('c0', draft, 'integer', microcents)).toEqual(stored)
  expect(filterOf('c0', { ...draft, to: '' }, 'integer', { shift: -2, zone: 'UTC' })).toMatchObject(
    { from: '0.015' },
  )
})

it('bounds instants by the days of the zone that they are shown in', () => {
  const berlin = { shift: 0, zone: 'Europe/Berlin' }
  const draft = { ...blank, choice: 'range' as const, from: '2026-10-03', to: '2026-10-25' }
  const filter = filterOf('c0', draft, 'timestamp', berlin)
  expect(filter).toEqual({
    column: 'c0',
    op: 'range',
    from: '2026-10-02T22:00:00Z',
    to: '2026-10-25T23:00:00Z',
    toExcluded: true,
  })
  expect(draftOf(filter ? [filter] : [], berlin)).toEqual(draft)
  // A day is none of any zone, and in UTC the server knows how long one is.
  expect(filterOf('c0', draft, 'date', berlin)).toMatchObject({ from: '2026-10-03' })
  expect(filterOf('c0', draft, 'timestamp')).toMatchObject({ to: '2026-10-25' })
})
