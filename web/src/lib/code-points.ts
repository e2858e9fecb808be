/**
 * The API counts columns and offsets in Unicode code points; JavaScript and the editor count UTF-16 code units. These are the bridges.
 */

/** Turns a code-point column (from 1) of a line into a UTF-16 column (from 1). */
export function toUtf16Column(line: string, column: number): number {
  let units = 0
  let points = 1
  for (const char of line) {
    if (points >= column) break
    units += char.length
    points++
  }
  return units + 1
}

/** Turns a UTF-16 column (from 1) of a line into a code-point column (from 1). */
export function toCodePointColumn(line: string, column: number): number {
  return toCodePointOffset(line, column - 1) + 1
}

/** The number of code points before a UTF-16 offset of a text. */
export function toCodePointOffset(text: string, utf16Offset: number): number {
  let points = 0
  for (let unit = 0; unit < Math.min(utf16Offset, text.length); unit++) {
    points++
    if (unit + 1 < utf16Offset && isPair(text, unit)) unit++
  }
  return points
}

/** The UTF-16 offset that has `points` code points before it. */
export function fromCodePointOffset(text: string, points: number): number {
  let units = 0
  for (let seen = 0; seen < points && units < text.length; seen++) {
    units += isPair(text, units) ? 2 : 1
  }
  return units
}

/** Whether one character beyond the basic plane begins at a unit. */
function isPair(text: string, unit: number): boolean {
  return (text.codePointAt(unit) ?? 0) > 0xffff
}
