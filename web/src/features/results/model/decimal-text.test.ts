import { describe, expect, it } from 'vitest'
import { groupDigits, shifted, withDecimals } from './decimal-text'

it('groups digits without parsing them', () => {
  expect(groupDigits('9007199254740993')).toBe('9,007,199,254,740,993')
  expect(groupDigits('-1234.50')).toBe('-1,234.50')
  expect(groupDigits('1.2e9')).toBe('1.2e9')
  expect(groupDigits('NaN')).toBe('NaN')
})

describe('the point', () => {
  it.each([
    ['123456789012345678901', 8, '1234567890123.45678901'],
    ['-5', 8, '-0.00000005'],
    ['100000000', 8, '1'],
    ['12.5', 5, '0.000125'],
    ['0', 5, '0'],
    ['0.123', -2, '12.3'],
    ['1', -2, '100'],
    ['-0.00045', -2, '-0.045'],
    ['1.2345', -2, '123.45'],
    ['NaN', 5, 'NaN'],
  ])('of %s moves by %i', (text, by, moved) => {
    expect(shifted(text, by)).toBe(moved)
  })
})

describe('decimals', () => {
  it.each([
    ['12', 2, '12.00'],
    ['1.005', 2, '1.01'],
    ['-1.005', 2, '-1.01'],
    ['99999999999999999999.995', 2, '100000000000000000000.00'],
    ['0.999', 0, '1'],
    ['2.5', 0, '3'],
    ['29940.829999999998', 2, '29940.83'],
    ['1.004', 2, '1.00'],
    ['-0.000', 2, '0.00'],
    ['1e5', 2, '1e5'],
  ])('of %s to %i', (text, digits, rounded) => {
    expect(withDecimals(text, digits)).toBe(rounded)
  })

  it('keep the first digits of what would become nothing', () => {
    expect(withDecimals('0.00001234', 2)).toBe('0.000012')
    expect(withDecimals('-0.004', 2)).toBe('-0.004')
    expect(withDecimals('0.3', 0)).toBe('0.3')
  })
})
