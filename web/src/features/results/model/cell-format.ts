import type { ResultViewColumn } from '@/api/executions'
import { cellMarks } from './cell-mark'
import { type ColumnFormat, digitsOf, isMoneyUnit, shiftOf } from './column-format'
import { currencyMark } from './currency'
import { groupDigits, shifted, withDecimals } from './decimal-text'
import { fractionDigits, roundedText } from './rounding'
import { visibleText } from './visible-text'
import { zonedText } from './zoned-time'

/**
 * How a value of a result is shown. Values arrive as text, as AMC wrote them:
 * an id or a sum may exceed what a JavaScript number can hold, so numbers are
 * grouped, moved and rounded as text. What is shown is for reading; the exact
 * value stays one selection, or one copy, away.
 */

/** What a format reads off a column; `digits` are decimals that its doubles share. */
export type WrittenColumn = Pick<
  ResultViewColumn,
  'id' | 'name' | 'type' | 'stored' | 'unit' | 'clock' | 'source' | 'aggregate'
>

/** text and id stand left; the two kinds of number right; the others keep their own width. */
export type ColumnKind = 'text' | 'id' | 'number' | 'double' | 'boolean' | 'time'

/** A column as the grid draws it. */
export type CellFormat = {
  kind: ColumnKind
  /** Behind the name in the header: a unit, a currency, a zone; '' says nothing. */
  unit: string
  /** What that means, in a sentence. */
  hint: string
  /** The text of a value; `currency` is the code that its row names. */
  write: (value: string, currency?: string | null) => string
}

/** How the columns of a result are written, as somebody chose. */
export type Written = {
  /** By the ids of columns. */
  formats?: Record<string, ColumnFormat>
  /** The IANA zone of instants. */
  zone?: string
  /** The number, among the values of a row, of the one that is the code of its currency. */
  currencyAt?: number
  /** That of the one that tells whether AMC took values of the row away. */
  suppressedAt?: number
}

/** A share is shown a hundred times as large. */
const PERCENT = -2

const whole = /^(LONG|BIGINT|INTEGER|INT|SMALLINT|SHORT|TINYINT|BYTE|DECIMAL|NUMERIC)/i
const double = /^(DOUBLE|FLOAT|REAL)/i

export function columnKind(column: Pick<WrittenColumn, 'name' | 'type'>): ColumnKind {
  if (/(^|_)ids?(_string)?$/i.test(column.name) || /asin$/i.test(column.name)) return 'id'
  if (double.test(column.type)) return 'double'
  if (whole.test(column.type)) return 'number'
  if (/^BOOL/i.test(column.type)) return 'boolean'
  if (/^(DATE|TIME)/i.test(column.type)) return 'time'
  return 'text'
}

/** Whether a format of numbers can be chosen for a column. */
export function isNumeric({ stored }: Pick<WrittenColumn, 'stored'>): boolean {
  return stored === 'integer' || stored === 'decimal' || stored === 'double'
}

/** The decimals that the doubles of a column share, fitted to a sample of them. */
export function sharedDigits(column: WrittenColumn, sample: (string | null)[]): number {
  return columnKind(column) === 'double' ? fractionDigits(sample) : 0
}

/** What somebody chose for a column of numbers, or for the one that it is made of; a count is another thing. */
export function chosenOf(column: WrittenColumn, { formats }: Written): ColumnFormat | undefined {
  const { id, source, aggregate } = column
  if (!formats || !isNumeric(column)) return undefined
  const isCount = aggregate === 'count' || aggregate === 'countDistinct'
  return formats[id] ?? (source && !isCount ? formats[source] : undefined)
}

/** How a column is written: as was chosen, else as suits its type and unit. */
export function formatOf(column: WrittenColumn, digits: number, written: Written): CellFormat {
  const kind = columnKind(column)
  const chosen = chosenOf(column, written)
  if (chosen) return chosenFormat(column, chosen, written)
  if (kind === 'time') return timeFormat(column, written.zone ?? 'UTC')
  if (isRightAligned(kind) && isMoneyUnit(column.unit))
    return moneyFormat(column, { as: 'money' }, written)
  const { unit = '' } = column
  if (kind === 'double')
    return { kind, unit, hint: '', write: (value) => groupDigits(roundedText(value, digits)) }
  if (kind === 'number') return { kind, unit, hint: '', write: groupDigits }
  return { kind, unit, hint: '', write: visibleText }
}

/** Writes values of a column that stand outside the grid; doubles share decimals that fit the sample. */
export function writerOf(
  column: WrittenColumn,
  written: Written,
  sample: (string | null)[],
): (value: string) => string {
  const { write } = formatOf(column, sharedDigits(column, sample), written)
  return (value) => write(value)
}

/** Writes the values of a list to choose from: those that would look alike keep every digit. */
export function choiceWriter(
  column: WrittenColumn,
  written: Written,
  values: (string | null)[],
): (value: string) => string {
  const write = writerOf(column, written, values)
  const shift = shownShift(column, written)
  const texts = values.map((value) => write(value ?? ''))
  const alike = new Set(texts.filter((text, at) => texts.indexOf(text) !== at))
  return (value) => (alike.has(write(value)) ? groupDigits(shifted(value, shift)) : write(value))
}

/** How many digits further left the point of the numbers of a column stands than in what is stored. */
export function shownShift(column: WrittenColumn, written: Written): number {
  const chosen = chosenOf(column, written)
  if (!chosen) return isRightAligned(columnKind(column)) ? shiftOf(column.unit) : 0
  if (chosen.as === 'percent') return PERCENT
  return chosen.as === 'money' ? shiftOf(chosen.unit ?? column.unit) : 0
}

export function isRightAligned(kind: ColumnKind): boolean {
  return kind === 'number' || kind === 'double'
}

/** The text in a cell that AMC took nothing from. */
export function cellText(
  value: string | null,
  format: CellFormat,
  currency?: string | null,
): string {
  if (value === null) return cellMarks.null.text
  return value === '' ? cellMarks.empty.text : format.write(value, currency)
}

function chosenFormat(column: WrittenColumn, chosen: ColumnFormat, written: Written): CellFormat {
  const digits = digitsOf(chosen) ?? 0
  const { unit = '' } = column
  const format = { kind: 'number' as const, unit, hint: storedHint(unit) }
  switch (chosen.as) {
    case 'plain':
      return { ...format, write: (value) => value }
    case 'thousands':
      return { ...format, write: groupDigits }
    case 'decimals':
      return { ...format, write: (value) => groupDigits(withDecimals(value, digits)) }
    case 'percent':
      return { ...format, write: (value) => percentText(value, digits) }
    case 'money':
      return moneyFormat(column, chosen, written)
  }
}

function percentText(value: string, digits: number): string {
  const text = groupDigits(withDecimals(shifted(value, PERCENT), digits))
  return /\d$/.test(text) ? `${text}%` : text
}

function moneyFormat(
  column: WrittenColumn,
  { currency, digits, unit }: ColumnFormat,
  { currencyAt }: Written,
): CellFormat {
  const stored = unit ?? column.unit
  const by = shiftOf(stored)
  const inRow = currencyAt !== undefined && !currency
  return {
    kind: 'number',
    unit: currency ?? (inRow ? '' : 'currency'),
    hint: storedHint(stored),
    write: (value, code) => {
      const known = currencyMark(currency ?? code)
      const text = groupDigits(withDecimals(shifted(value, by), digits ?? known.digits))
      return text.startsWith('-') ? `-${known.mark}${text.slice(1)}` : known.mark + text
    },
  }
}

function storedHint(unit: string | undefined): string {
  switch (unit) {
    case 'currency':
      return 'Stored in whole units of the currency.'
    case 'microcents':
      return 'Stored in microcents: 100,000,000 are one of the currency.'
    case 'millicents':
      return 'Stored in millicents: 100,000 are one of the currency.'
    default:
      return ''
  }
}

const LOCAL = 'advertiser’s zone'

/** A clock that is not UTC cannot be put on another one: nobody tells which it is. */
function timeFormat({ stored, clock }: WrittenColumn, zone: string): CellFormat {
  const kind = 'time'
  if (clock === 'advertiser') {
    const hint = 'On the clocks of the advertiser’s account, and not moved to another zone.'
    return { kind, unit: LOCAL, hint, write: (value) => zonedText(value, 'UTC') }
  }
  if (stored !== 'timestamp') {
    return { kind, unit: clock === 'utc' ? 'UTC' : '', hint: '', write: (value) => value }
  }
  const hint = zone === 'UTC' ? '' : 'Stored in UTC; shown with how far the clocks are ahead of it.'
  return { kind, unit: zone, hint, write: (value) => zonedText(value, zone) }
}
