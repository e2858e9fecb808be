import { minorDigits } from '@/lib/money'

/** How amounts of a currency are written. */
export type CurrencyMark = { mark: string; digits: number }

const unknown: CurrencyMark = { mark: '', digits: 2 }
const marks = new Map<string, CurrencyMark>()

/** What stands before an amount, "€" or "CHF ", and how many decimals it has; no mark without a code. */
export function currencyMark(code: string | null | undefined): CurrencyMark {
  if (!code || !/^[A-Z]{3}$/.test(code)) return unknown
  const known = marks.get(code)
  if (known) return known
  const made = { mark: markOf(code), digits: minorDigits(code) }
  marks.set(code, made)
  return made
}

function markOf(currency: string): string {
  const format = new Intl.NumberFormat('en-US', { style: 'currency', currency })
  const parts = format.formatToParts(0)
  const number = parts.findIndex(({ type }) => type === 'integer')
  return parts
    .slice(0, number)
    .map(({ value }) => value)
    .join('')
}

const codeName = /^(.*_)?currency(_iso)?(_code)?$/i

/** The column that names the currency of each row, by its number in the rows; -1 for none. */
export function currencyColumn(
  columns: readonly { name: string; stored: string; aggregate?: string }[],
): number {
  return columns.findIndex(
    ({ name, stored, aggregate }) => stored === 'text' && !aggregate && codeName.test(name),
  )
}
