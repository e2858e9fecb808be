import { expect, it } from 'vitest'
import { currencyColumn, currencyMark } from './currency'

it('knows how amounts of a currency are written', () => {
  expect(currencyMark('EUR')).toEqual({ mark: '€', digits: 2 })
  expect(currencyMark('JPY')).toEqual({ mark: '¥', digits: 0 })
  expect(currencyMark('CHF').mark.trim()).toBe('CHF')
  expect(currencyMark('euro')).toEqual({ mark: '', digits: 2 })
  expect(currencyMark(null)).toEqual({ mark: '', digits: 2 })
})

it('finds the column that names the currency', () => {
  const text = (name: string) => ({ name, stored: 'text' })
  expect(currencyColumn([text('campaign'), text('currency_iso_code')])).toBe(1)
  expect(currencyColumn([text('currency_name')])).toBe(-1)
  expect(currencyColumn([{ ...text('currency_iso_code'), aggregate: 'max' }])).toBe(-1)
  expect(currencyColumn([{ name: 'currency', stored: 'decimal' }])).toBe(-1)
})
