import { toUtf16Column } from '@/lib/code-points'
import type { Diagnostic, Fix } from './language-service'

/** A range in the editor's counting: UTF-16 columns from 1, end exclusive. */
export type EditorRange = {
  startLineNumber: number
  startColumn: number
  endLineNumber: number
  endColumn: number
}

type Place = Pick<Diagnostic, 'line' | 'column' | 'endLine' | 'endColumn'>

/** A place of the API as a range of the editor, clamped to the text; an empty one stays empty. */
export function textRange(lines: string[], place: Place): EditorRange {
  const startLine = clampLine(place.line, lines)
  const endLine = Math.max(startLine, clampLine(place.endLine, lines))
  const startColumn = toUtf16Column(lines[startLine - 1] ?? '', place.column)
  const endColumn = toUtf16Column(lines[endLine - 1] ?? '', place.endColumn)
  return {
    startLineNumber: startLine,
    startColumn,
    endLineNumber: endLine,
    endColumn: startLine === endLine ? Math.max(startColumn, endColumn) : endColumn,
  }
}

/**
 * Where the editor underlines a place: exactly the tokens it is about. An
 * empty range (an end of text, say) is widened to one character, or else
 * nothing could be seen.
 */
export function editorRange(lines: string[], place: Place): EditorRange {
  const range = textRange(lines, place)
  const empty =
    range.startLineNumber === range.endLineNumber && range.startColumn === range.endColumn
  if (!empty) return range
  const atEnd = range.startColumn > (lines[range.startLineNumber - 1] ?? '').length
  return atEnd
    ? { ...range, startColumn: Math.max(1, range.startColumn - 1) }
    : { ...range, endColumn: range.endColumn + 1 }
}

/** The changes of a fix, for a text with these lines. */
export function fixEdits(
  lines: string[],
  fix: Pick<Fix, 'edits'>,
): { range: EditorRange; text: string }[] {
  return fix.edits.map((edit) => ({ range: textRange(lines, edit), text: edit.text }))
}

function clampLine(line: number, lines: string[]): number {
  return Math.min(Math.max(1, line), Math.max(1, lines.length))
}

export type ProblemCount = Record<Diagnostic['severity'], number>

export function countBySeverity(diagnostics: Diagnostic[]): ProblemCount {
  const counts: ProblemCount = { error: 0, warning: 0, info: 0, hint: 0 }
  for (const d of diagnostics) counts[d.severity]++
  return counts
}
