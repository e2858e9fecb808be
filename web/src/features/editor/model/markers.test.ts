import { expect, it } from 'vitest'
import type { Diagnostic } from './language-service'
import { countBySeverity, editorRange, fixEdits } from './markers'

const at = (line: number, column: number, endLine: number, endColumn: number): Diagnostic => ({
  severity: 'error',
  code: 'x',
  message: 'x',
  line,
  column,
  endLine,
  endColumn,
})

it('underlines the exact token behind a character outside the basic plane', () => {
  expect(editorRange(["SELECT '🛒' AS cart, oops"], at(1, 20, 1, 24))).toEqual({
    startLineNumber: 1,
    startColumn: 21,
    endLineNumber: 1,
    endColumn: 25,
  })
})

it('widens an empty range so that it can be seen', () => {
  expect(editorRange(['SELECT'], at(1, 7, 1, 7))).toMatchObject({ startColumn: 6, endColumn: 7 })
  expect(editorRange(['SELECT'], at(1, 1, 1, 1))).toMatchObject({ startColumn: 1, endColumn: 2 })
})

it('survives a position beyond the text', () => {
  expect(editorRange(['a'], at(9, 9, 9, 12))).toMatchObject({ startLineNumber: 1, endColumn: 2 })
})

it('leaves the place of an insertion empty', () => {
  const fix = {
    title: 'Insert )',
    edits: [{ line: 1, column: 9, endLine: 1, endColumn: 9, text: ')' }],
  }
  expect(fixEdits(["SUM('🛒'"], fix)).toEqual([
    { range: { startLineNumber: 1, startColumn: 9, endLineNumber: 1, endColumn: 9 }, text: ')' },
  ])
})

it('counts by severity', () => {
  expect(countBySeverity([at(1, 1, 1, 2), { ...at(1, 1, 1, 2), severity: 'hint' }])).toEqual({
    error: 1,
    warning: 0,
    info: 0,
    hint: 1,
  })
})
