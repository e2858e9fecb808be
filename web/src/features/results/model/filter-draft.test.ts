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

it('writes the values of a set as the grid shows numbers, and asks for what is stored', () => {
  let draft = { ...draftOf([]), choice: 'in' as const }
  for (const value of ['930.3599999999999', '150.00', null])
    draft = { ...draft, ...toggled(draft, value, 5), choice: 'in' }
  expect(draft.text).toBe('0.009303599999999999\n0.0015')
  expect(isChosen(draft, '150.00', 5)).toBe(true)
  const filter = filterOf('c0', draft, 'double', 5)
  expect(filter?.values).toEqual(['930.3599999999999', '150', null])
  expect(filterOf('c0', draftOf(filter ? [filter] : [], 5), 'double', 5)).toEqual(filter)
})

it('writes the ends of a range as the grid shows numbers, and asks for what is stored', () => {
  const stored = { column: 'c0', op: 'range' as const, from: '150000000', to: '20000000000' }
  const draft = draftOf([stored], 8)
  expect([draft.from, draft.to]).toEqual(['1.5', '200'])
  expect(filterOf('c0', draft, 'integer', 8)).toEqual(stored)
  expect(filterOf('c0', { ...draft, to: '' }, 'integer', -2)).toMatchObject({ from: '0.015' })
})
