import type { Money } from '@/api/costs'

/** How many digits of a currency are minor units: 2 for EUR, 0 for JPY. */
export function minorDigits(currency: string): number {
  try {
    const format = new Intl.NumberFormat('en', { style: 'currency', currency })
    return format.resolvedOptions().maximumFractionDigits ?? 2
  } catch {
    return 2 // not a currency this browser can write
  }
}

/** "€1,234.50" */
export function money({ amount, currency }: Money): string {
  const value = amount / 10 ** minorDigits(currency)
  try {
    return new Intl.NumberFormat('en', { style: 'currency', currency }).format(value)
  } catch {
    return `${value.toFixed(2)} ${currency}`
  }
}

/** What somebody typed in whole units, in minor ones; null for what is no amount. */
export function minorUnits(text: string, currency: string): number | null {
  const digits = minorDigits(currency)
  const match = /^(\d{1,12})(?:\.(\d*))?$/.exec(text.trim().replaceAll(',', ''))
  if (!match) return null
  const [, whole = '', fraction = ''] = match
  if (fraction.length > digits) return null
  return Number(whole + fraction.padEnd(digits, '0'))
}

/** An amount as it is typed: "12.50". */
export function amountText(amount: number | undefined, currency: string): string {
  if (amount === undefined) return ''
  const digits = minorDigits(currency)
  return (amount / 10 ** digits).toFixed(digits)
}
