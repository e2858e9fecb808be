import { describe, expect, it } from 'vitest'
import { fractionDigits, roundedText } from './rounding'

describe('fractionDigits', () => {
  it.each([
    [['0.6650512345678', '0.125'], 5],
    [['1.2053483807', null, '0.5'], 4],
    [['567.7972413793103', '85.4'], 2],
    [['29940.829999999998'], 2],
    [['0.5', '0.25'], 2],
    [['3', '12'], 0],
    [['NaN', null], 0],
    [['1e-7'], 5],
  ])('shows %s with %i decimals', (values, digits) => {
    expect(fractionDigits(values)).toBe(digits)
  })
})

describe('roundedText', () => {
  it.each([
    ['0.6650512345678', 5, '0.66505'],
    ['29940.829999999998', 2, '29940.83'],
    ['15439.15', 2, '15439.15'],
    ['3', 2, '3.00'],
    ['-0.5', 2, '-0.50'],
    ['0', 2, '0.00'],
    ['0.05', 2, '0.05'],
  ])('writes %s with %i decimals as %s', (value, digits, text) => {
    expect(roundedText(value, digits)).toBe(text)
  })

  it('never rounds a value away', () => {
    expect(roundedText('0.00001234567', 2)).toBe('0.0000123')
    expect(roundedText('-0.0000000123456', 2)).toBe('-1.23e-8')
    expect(roundedText('0.4', 0)).toBe('0.4')
    expect(roundedText('12.5', 0)).toBe('12.5')
  })

  it('leaves alone what is no number, and what is too large to round', () => {
    expect(roundedText('NaN', 2)).toBe('NaN')
    expect(roundedText('', 2)).toBe('')
    expect(roundedText('123456789012345680000', 2)).toBe('123456789012345680000')
  })
})
