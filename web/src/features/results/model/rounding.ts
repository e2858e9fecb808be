/**
 * Doubles for reading: about five significant digits, and the same number of
 * decimals down a column, so that the points stand below each other.
 */

const SIGNIFICANT = 5
const FEWEST = 2

/** How many decimals a column of doubles is shown with, given some of its values. */
export function fractionDigits(values: (string | null)[]): number {
  let most = 0
  let longest = 0
  for (const value of values) {
    const number = value === null ? Number.NaN : Number(value)
    if (!Number.isFinite(number)) continue
    most = Math.max(most, Math.abs(number))
    longest = Math.max(longest, fractionOf(number))
  }
  const before = most < 1 ? 0 : Math.floor(Math.log10(most)) + 1
  return Math.min(longest, Math.max(FEWEST, SIGNIFICANT - before))
}

/** A double with so many decimals; one that these are too few for keeps its first digits. */
export function roundedText(value: string, digits: number): string {
  const number = Number(value)
  if (value.trim() === '' || !Number.isFinite(number)) return value
  // Beyond this, digits would be written that are not there.
  if (Math.abs(number) >= 1e15) return value
  const own = fractionOf(number)
  if (own > digits && Math.abs(number) < 10 ** (1 - digits))
    return String(Number(number.toPrecision(3)))
  return number.toFixed(Math.max(digits, Math.min(own, FEWEST)))
}

function fractionOf(number: number): number {
  const [mantissa = '', exponent = '0'] = String(Math.abs(number)).split('e')
  const decimals = mantissa.split('.')[1]?.length ?? 0
  return Math.max(0, decimals - Number(exponent))
}
