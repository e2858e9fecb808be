/**
 * Reads pasted or typed rows: cells separated by tabs (as spreadsheets copy
 * them), else by semicolons, else by commas. A cell in double quotes may hold
 * separators and line breaks, a double quote in it is written twice.
 */
export function parseTable(text: string): string[][] {
  const separator = separatorOf(text)
  if (!text.includes('"')) return unquoted(text, separator)
  const rows: string[][] = []
  let row: string[] = []
  let at = 0
  while (at < text.length) {
    const { cell, end } = text[at] === '"' ? quoted(text, at) : plain(text, at, separator)
    row.push(cell)
    at = end
    if (text[at] === separator) {
      at++
      if (at === text.length) row.push('')
      continue
    }
    while (text[at] === '\r') at++
    if (text[at] === '\n') at++
    rows.push(row)
    row = []
  }
  if (row.length > 0) rows.push(row)
  return rows.filter(isFilled)
}

/** Most tables have no quotes, and are read fast enough for a paste of megabytes. */
function unquoted(text: string, separator: string): string[][] {
  return text
    .split(/\r?\n/)
    .map((line) => line.split(separator).map((cell) => cell.trim()))
    .filter(isFilled)
}

function isFilled(cells: string[]): boolean {
  return cells.some((cell) => cell !== '')
}

function separatorOf(text: string): string {
  const [line = ''] = text.split('\n', 1)
  return ['\t', ';'].find((mark) => line.includes(mark)) ?? ','
}

function plain(text: string, from: number, separator: string) {
  let end = from
  while (end < text.length && text[end] !== separator && text[end] !== '\n') end++
  return { cell: text.slice(from, end).trim(), end }
}

function quoted(text: string, from: number) {
  let cell = ''
  let at = from + 1
  for (;;) {
    const close = text.indexOf('"', at)
    if (close < 0) return { cell: cell + text.slice(at), end: text.length }
    cell += text.slice(at, close)
    if (text[close + 1] !== '"') return { cell, end: skipToEnd(text, close + 1) }
    cell += '"'
    at = close + 2
  }
}

/** What stands between a closing quote and the end of its cell means nothing. */
function skipToEnd(text: string, from: number): number {
  let end = from
  while (text[end] === ' ') end++
  return end
}
