import { fractionDigits, roundedText } from './rounding'

/**
 * How a value of a result is shown. Values arrive as text, as AMC wrote them:
 * an id or a sum may exceed what a JavaScript number can hold, so whole
 * numbers and decimals are grouped as text and never parsed. Only doubles,
 * which carry digits nobody measured, are rounded; the exact value stays one
 * selection, or one copy, away.
 */

/** `unit` is that of money: currency, microcents or millicents. */
export type ResultColumn = { name: string; type: string; unit?: string }

/** text and id stand left; the two kinds of number right; the others keep their own width. */
export type ColumnKind = 'text' | 'id' | 'number' | 'double' | 'boolean' | 'time'

/** A column as the grid draws it; `digits` are the decimals that its doubles share. */
export type CellFormat = { kind: ColumnKind; digits: number }

/** What NULL looks like in the grid. */
export const NULL_MARK = '–'

const whole = /^(LONG|BIGINT|INTEGER|INT|SMALLINT|SHORT|TINYINT|BYTE|DECIMAL|NUMERIC)/i
const double = /^(DOUBLE|FLOAT|REAL)/i

export function columnKind(column: ResultColumn): ColumnKind {
  if (/(^|_)ids?(_string)?$/i.test(column.name) || /asin$/i.test(column.name)) return 'id'
  if (double.test(column.type)) return 'double'
  if (whole.test(column.type)) return 'number'
  if (/^BOOL/i.test(column.type)) return 'boolean'
  if (/^(DATE|TIME)/i.test(column.type)) return 'time'
  return 'text'
}

/** The format of each column, fitted to a sample of its values. */
export function columnFormats(columns: ResultColumn[], sample: (string | null)[][]): CellFormat[] {
  return columns.map((column, index) => {
    const kind = columnKind(column)
    const digits = kind === 'double' ? fractionDigits(sample.map((row) => row[index] ?? null)) : 0
    return { kind, digits }
  })
}

export function isRightAligned(kind: ColumnKind): boolean {
  return kind === 'number' || kind === 'double'
}

/** Groups the integer digits of a plain decimal by thousands; leaves anything else alone. */
export function groupDigits(text: string): string {
  const match = /^(-?)(\d+)(\.\d+)?$/.exec(text)
  if (!match) return text
  const [, sign = '', digits = '', fraction = ''] = match
  return sign + digits.replace(/\B(?=(\d{3})+$)/g, ',') + fraction
}

/** The text in a cell. */
export function cellText(value: string | null, { kind, digits }: CellFormat): string {
  if (value === null) return NULL_MARK
  if (kind === 'double') return groupDigits(roundedText(value, digits))
  return kind === 'number' ? groupDigits(value) : value
}
