/**
 * How a value of a result is shown. Values arrive as text, as AMC wrote them:
 * an id or a sum may exceed what a JavaScript number can hold, so numbers are
 * grouped as text and never parsed.
 */

export type ResultColumn = { name: string; type: string }

/** text and id stand left; number right; the others keep their own width. */
export type ColumnKind = 'text' | 'id' | 'number' | 'boolean' | 'time'

/** What NULL looks like in the grid. */
export const NULL_MARK = '–'

const numeric = /^(LONG|BIGINT|INTEGER|INT|SMALLINT|TINYINT|DOUBLE|FLOAT|REAL|DECIMAL|NUMERIC)/i

export function columnKind(column: ResultColumn): ColumnKind {
  if (/(^|_)ids?(_string)?$/i.test(column.name) || /asin$/i.test(column.name)) return 'id'
  if (numeric.test(column.type)) return 'number'
  if (/^BOOL/i.test(column.type)) return 'boolean'
  if (/^(DATE|TIME)/i.test(column.type)) return 'time'
  return 'text'
}

export function isRightAligned(kind: ColumnKind): boolean {
  return kind === 'number'
}

/** Groups the integer digits of a plain decimal by thousands; leaves anything else alone. */
export function groupDigits(text: string): string {
  const match = /^(-?)(\d+)(\.\d+)?$/.exec(text)
  if (!match) return text
  const [, sign = '', digits = '', fraction = ''] = match
  return sign + digits.replace(/\B(?=(\d{3})+$)/g, ',') + fraction
}

/** The text in a cell. */
export function cellText(value: string | null, kind: ColumnKind): string {
  if (value === null) return NULL_MARK
  return kind === 'number' ? groupDigits(value) : value
}
