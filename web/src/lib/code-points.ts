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
  return Array.from(line.slice(0, column - 1)).length + 1
}

/** The number of code points before a UTF-16 offset of a text. */
export function toCodePointOffset(text: string, utf16Offset: number): number {
  return Array.from(text.slice(0, utf16Offset)).length
}

/** The UTF-16 offset that has `points` code points before it. */
export function fromCodePointOffset(text: string, points: number): number {
  let units = 0
  let seen = 0
  for (const char of text) {
    if (seen >= points) break
    units += char.length
    seen++
  }
  return units
}
