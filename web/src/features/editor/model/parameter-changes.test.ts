import { expect, it } from 'vitest'
import type { Parameter } from '@/api/queries'
import { parameterChanges } from './parameter-changes'

const declared = (name: string, more: Partial<Parameter> = {}): Parameter => ({
  name,
  type: 'INTEGER',
  array: false,
  ...more,
})

it('names what came, went and changed', () => {
  const before = [declared('least', { default: 100 }), declared('brand'), declared('same')]
  const after = [
    declared('least', { default: 50 }),
    declared('same'),
    declared('asin', { array: true }),
  ]
  expect(parameterChanges(before, after)).toEqual([
    'Parameter brand is no longer declared.',
    'Parameter least was integer, 100 by default and is integer, 50 by default.',
    'Parameter asin is new: integer list.',
  ])
  expect(parameterChanges(after, after)).toEqual([])
})
