import { describe, expect, it } from 'vitest'
import type { Parameter } from '@/api/queries'
import { fieldText, parseField, readForm, splitPasted } from './parameter-values'

const declared = (type: Parameter['type'], more: Partial<Parameter> = {}): Parameter => ({
  name: 'p',
  type,
  array: false,
  ...more,
})

describe('parseField', () => {
  it.each([
    ['STRING', ' as is ', ' as is '],
    ['INTEGER', '42', 42],
    ['LONG', '9007199254740993', '9007199254740993'],
    ['DOUBLE', '.5e2', 50],
    ['DECIMAL', '12345678901234567.89', '12345678901234567.89'],
    ['BOOLEAN', 'TRUE', true],
    ['DATE', '2024-02-29', '2024-02-29'],
    ['TIMESTAMP', '2026-01-31T18:30', '2026-01-31T18:30:00'],
  ] as const)('reads %s %s', (type, text, value) => {
    expect(parseField(declared(type), text)).toEqual({ ok: true, value })
  })

  it.each([
    ['INTEGER', '2147483648'],
    ['INTEGER', '1.5'],
    ['DOUBLE', 'many'],
    ['BOOLEAN', 'yes'],
    ['DATE', '2026-02-30'],
    ['TIMESTAMP', '2026-01-31T25:00'],
  ] as const)('refuses %s %s', (type, text) => {
    expect(parseField(declared(type), text)).toMatchObject({ ok: false })
  })

  it('names the wrong item of a list', () => {
    const parsed = parseField(declared('INTEGER', { array: true }), ['1', 'two'])
    expect(parsed).toEqual({ ok: false, problem: '“two”: is a whole number' })
  })
})

describe('readForm', () => {
  it('sends a list left empty as an empty list, unless it has a default', () => {
    const list = declared('STRING', { name: 'devices', array: true })
    expect(readForm([list], {})).toEqual({ values: { devices: [] }, problems: {} })
    expect(readForm([{ ...list, default: ['Phone'] }], {})).toEqual({ values: {}, problems: {} })
  })

  it('asks for what has no default and leaves the rest to the server', () => {
    const parameters = [
      declared('STRING', { name: 'brand' }),
      declared('INTEGER', { name: 'days', default: 14 }),
    ]
    expect(readForm(parameters, {})).toEqual({ values: {}, problems: { brand: 'needs a value' } })
    expect(readForm(parameters, { brand: 'Acorn', days: '7' })).toEqual({
      values: { brand: 'Acorn', days: 7 },
      problems: {},
    })
  })
})

it('shows stored values as they were typed', () => {
  expect(fieldText(declared('INTEGER'), 14)).toBe('14')
  expect(fieldText(declared('BOOLEAN'), false)).toBe('false')
  expect(fieldText(declared('STRING', { array: true }), ['a', 'b'])).toEqual(['a', 'b'])
  expect(fieldText(declared('STRING'), undefined)).toBe('')
})

it('splits what was pasted from a sheet or a query', () => {
  expect(splitPasted('B01\nB02\t\'B03\', "B04";\n')).toEqual(['B01', 'B02', 'B03', 'B04'])
})
