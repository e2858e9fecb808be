import { expect, it } from 'vitest'
import { amountText, minorUnits, money } from './money'

it('writes amounts in whole units of their currency', () => {
  expect(money({ amount: 123_450, currency: 'EUR' })).toBe('€1,234.50')
  expect(money({ amount: 1234, currency: 'JPY' })).toBe('¥1,234')
  expect(amountText(1250, 'EUR')).toBe('12.50')
  expect(amountText(undefined, 'EUR')).toBe('')
})

it('reads whole units exactly, and nothing finer than the currency has', () => {
  expect(minorUnits('12.5', 'EUR')).toBe(1250)
  expect(minorUnits('1,234.56', 'EUR')).toBe(123_456)
  expect(minorUnits('0.29', 'EUR')).toBe(29)
  expect(minorUnits('5', 'JPY')).toBe(5)
  for (const wrong of ['', 'abc', '-1', '1.234', '.5']) expect(minorUnits(wrong, 'EUR')).toBeNull()
})
