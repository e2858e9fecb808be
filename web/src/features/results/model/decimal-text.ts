/**
 * Decimals as text, digit by digit: a sum may have more digits than a
 * JavaScript number can hold. What is no plain decimal is left alone.
 */

const plain = /^(-?)(\d+)(?:\.(\d*))?$/

/** Groups the integer digits by thousands. */
export function groupDigits(text: string): string {
  const match = /^(-?)(\d+)(\.\d+)?$/.exec(text)
  if (!match) return text
  const [, sign = '', digits = '', fraction = ''] = match
  return sign + digits.replace(/\B(?=(\d{3})+$)/g, ',') + fraction
}

/** Moves the point to the left, or with a number below zero to the right, without losing a digit. */
export function shifted(text: string, by: number): string {
  const match = plain.exec(text)
  if (by === 0 || !match) return text
  const [, sign = '', whole = '', fraction = ''] = match
  const left = whole.padStart(by + 1, '0') + fraction.padEnd(-by, '0')
  const point = left.length - Math.max(0, fraction.length, -by) - by
  const before = left.slice(0, point).replace(/^0+(?=\d)/, '')
  const after = left.slice(point).replace(/0+$/, '')
  return sign + before + (after && `.${after}`)
}

/**
 * Rounds to so many digits after the point, halves away from zero. A value that
 * would become nothing keeps its first two digits instead.
 */
export function withDecimals(text: string, digits: number): string {
  const match = plain.exec(text)
  if (!match) return text
  const [, sign = '', whole = '', fraction = ''] = match
  if (fraction.length <= digits) return sign + whole + pointed(fraction.padEnd(digits, '0'))
  const rounded = roundedUp(whole + fraction.slice(0, digits), fraction.charAt(digits) >= '5')
  const before = rounded.slice(0, rounded.length - digits)
  if (/^0*$/.test(rounded)) {
    const first = fraction.search(/[1-9]/)
    if (first === -1 || /[1-9]/.test(whole)) return before + pointed('0'.repeat(digits))
    return withDecimals(text, first + 2).replace(/0+$/, '')
  }
  return sign + before + pointed(rounded.slice(rounded.length - digits))
}

/** One more in the last place where the rest asks for it; at least as many digits as before. */
function roundedUp(digits: string, up: boolean): string {
  return up ? (BigInt(digits) + 1n).toString().padStart(digits.length, '0') : digits
}

const pointed = (fraction: string) => fraction && `.${fraction}`
