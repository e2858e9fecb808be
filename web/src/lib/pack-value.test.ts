import { expect, it } from 'vitest'
import { packOf, packText } from './pack-value'
import { readForm } from './parameter-values'
import { readPlaceholders } from './placeholder-values'

it('reads back what it has written, and nothing else', () => {
  expect(packOf(packText('pac_1'))).toBe('pac_1')
  expect(packOf('{ "pack": "pac_1" }')).toBe('pac_1')
  for (const other of [
    '{"pack": 1}',
    '{"pack": "a", "more": 1}',
    '{"pack"',
    '{"date": "today"}',
    'x',
  ])
    expect(packOf(other)).toBeUndefined()
  expect(packOf(['{"pack":"pac_1"}'])).toBeUndefined()
  expect(packOf(undefined)).toBeUndefined()
})

it('sends packs in place of values, whatever their type', () => {
  const filled = packText('pac_1')
  expect(readForm([{ name: 'asins', type: 'STRING', array: true }], { asins: filled })).toEqual({
    values: { asins: { pack: 'pac_1' } },
    problems: {},
  })
  expect(
    readForm([{ name: 'floor', type: 'LONG', array: false }], { floor: filled }).values,
  ).toEqual({ floor: { pack: 'pac_1' } })
  const placeholder = { name: 'ids', type: 'list' as const }
  expect(readPlaceholders([{ placeholder, declared: true }], { ids: filled })).toEqual({
    values: { ids: { pack: 'pac_1' } },
    problems: {},
  })
})
