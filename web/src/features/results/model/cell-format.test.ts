import { describe, expect, it } from 'vitest'
import {
  cellText,
  choiceWriter,
  formatOf,
  sharedDigits,
  type Written,
  type WrittenColumn,
} from './cell-format'

const column = (more: Partial<WrittenColumn> = {}): WrittenColumn => ({
  id: 'c0',
  name: 'cost',
  type: 'LONG',
  stored: 'integer',
  ...more,
})
const text = (value: string | null, of: WrittenColumn, written: Written = {}, code?: string) =>
  cellText(value, formatOf(of, 0, written), code)

describe('numbers', () => {
  it('are grouped, but for ids', () => {
    expect(text('583920018273645', column())).toBe('583,920,018,273,645')
    expect(text('583920018273645', column({ name: 'campaign_id' }))).toBe('583920018273645')
  })

  it('that are doubles are rounded alike down a column, and no others', () => {
    const cost = column({ type: 'DOUBLE', stored: 'double' })
    const values = ['29940.829999999998', '12.5']
    const format = formatOf(cost, sharedDigits(cost, values), {})
    expect(values.map((value) => cellText(value, format))).toEqual(['29,940.83', '12.50'])
    const exact = column({ type: 'DECIMAL', stored: 'decimal' })
    expect(text('1234.56789012', exact)).toBe('1,234.56789012')
  })

  it('are written as somebody chose', () => {
    const as = (format: NonNullable<Written['formats']>[string]) => ({ formats: { c0: format } })
    expect(text('1234567', column(), as({ as: 'plain' }))).toBe('1234567')
    expect(text('1234567.125', column(), as({ as: 'thousands' }))).toBe('1,234,567.125')
    expect(text('1234.125', column(), as({ as: 'decimals', digits: 2 }))).toBe('1,234.13')
    expect(text('0.12345', column(), as({ as: 'percent' }))).toBe('12.3%')
    expect(text('NaN', column(), as({ as: 'percent' }))).toBe('NaN')
    const id = column({ name: 'campaign_id' })
    expect(text('1234567', id, as({ as: 'thousands' }))).toBe('1,234,567')
    const words = column({ stored: 'text' })
    expect(text('1234567', words, as({ as: 'money' }))).toBe('1,234,567')
  })
})

describe('money', () => {
  const cost = column({ unit: 'microcents' })
  const chosen = (more: object): Written => ({ formats: { c0: { as: 'money', ...more } } })

  it('stands in the currency, whatever unit it is stored in', () => {
    expect(text('123456789012', cost)).toBe('1,234.57')
    expect(text('-123456789', column({ unit: 'millicents' }))).toBe('-1,234.57')
    expect(text('12.5', column({ type: 'DOUBLE', unit: 'currency' }))).toBe('12.50')
    expect(formatOf(cost, 0, {}).unit).toBe('currency')
    expect(formatOf(cost, 0, {}).hint).toContain('100,000,000 are one of the currency')
  })

  it('never shows a small amount as nothing', () => {
    expect(text('1234', cost)).toBe('0.000012')
    expect(text('0', cost)).toBe('0.00')
  })

  it('is in the currency of its row, or in the one that somebody chose', () => {
    expect(text('-123456789012', cost, { currencyAt: 1 }, 'EUR')).toBe('-€1,234.57')
    expect(text('123456789012', cost, { currencyAt: 1 }, 'JPY')).toBe('¥1,235')
    expect(text('123456789012', cost, { currencyAt: 1 }, 'dollars')).toBe('1,234.57')
    expect(formatOf(cost, 0, { currencyAt: 1 }).unit).toBe('')
    expect(
      text('123456789012', cost, { ...chosen({ currency: 'GBP' }), currencyAt: 1 }, 'EUR'),
    ).toBe('£1,234.57')
    expect(formatOf(cost, 0, chosen({ currency: 'GBP' })).unit).toBe('GBP')
  })

  it('is written like the column that it is a sum of, and a count is not', () => {
    const euro = { formats: { c3: { as: 'money' as const, currency: 'EUR' } } }
    const sum = { ...cost, id: 'a0', source: 'c3', aggregate: 'sum' as const }
    expect(text('123456789012', sum, euro)).toBe('€1,234.57')
    const count = column({ id: 'a1', source: 'c3', aggregate: 'count' })
    expect(text('1234', count, euro)).toBe('1,234')
  })

  it('can be told of a column whose unit nobody knows', () => {
    expect(text('250000', column(), chosen({ unit: 'millicents', digits: 1 }))).toBe('2.5')
  })

  it('is a plain number again where that is chosen, and says in what', () => {
    const format = formatOf(cost, 0, { formats: { c0: { as: 'thousands' } } })
    expect(cellText('123456789012', format)).toBe('123,456,789,012')
    expect(format.unit).toBe('microcents')
  })
})

describe('times', () => {
  const at = column({ name: 'event_dt_utc', type: 'TIMESTAMP', stored: 'timestamp' })
  const noon = '2026-01-05T12:00:00.000Z'

  it('are shown in UTC or in a zone, which the header names', () => {
    expect(text(noon, at)).toBe('2026-01-05 12:00:00')
    expect(formatOf(at, 0, {}).unit).toBe('UTC')
    expect(text(noon, at, { zone: 'Europe/Berlin' })).toBe('2026-01-05 13:00:00 +01:00')
    expect(formatOf(at, 0, { zone: 'Europe/Berlin' }).unit).toBe('Europe/Berlin')
  })

  it('on the advertiser’s clock are not moved, for nobody tells its zone', () => {
    const local = { ...at, clock: 'advertiser' as const }
    expect(text(noon, local, { zone: 'Europe/Berlin' })).toBe('2026-01-05 12:00:00')
    expect(formatOf(local, 0, { zone: 'Europe/Berlin' }).unit).toBe('advertiser’s zone')
  })

  it('that are days are no instants', () => {
    const day = column({ name: 'day', type: 'DATE', stored: 'date', clock: 'utc' })
    expect(text('2026-01-05', day, { zone: 'Asia/Tokyo' })).toBe('2026-01-05')
    expect(formatOf(day, 0, { zone: 'Asia/Tokyo' }).unit).toBe('UTC')
  })
})

it('tells NULL from an empty text', () => {
  const words = column({ type: 'STRING', stored: 'text' })
  expect(text(null, words)).toBe('–')
  expect(text('', words)).toBe('“”')
})

it('keeps the digits of values in a list that would look alike', () => {
  const cost = {
    id: 'c0',
    name: 'cost',
    type: 'DOUBLE',
    stored: 'double' as const,
    unit: 'millicents' as const,
  }
  const write = choiceWriter(cost, {}, ['796.24', '808.88', '150000', null])
  expect(['796.24', '808.88', '150000'].map(write)).toEqual(['0.0079624', '0.0080888', '1.50'])
})
