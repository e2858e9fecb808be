import { toUtf16Column } from '@/lib/code-points'
import type { Diagnostic } from './language-service'

/** A range in the editor's counting: UTF-16 columns from 1, end exclusive. */
export type EditorRange = {
  startLineNumber: number
  startColumn: number
  endLineNumber: number
  endColumn: number
}

/**
 * Where the editor underlines a diagnostic: exactly the tokens it is about. An
 * empty range (an end of text, say) is widened to one character, or else
 * nothing could be seen.
 */
export function editorRange(lines: string[], d: Diagnostic): EditorRange {
  const startLine = clampLine(d.line, lines)
  const endLine = Math.max(startLine, clampLine(d.endLine, lines))
  const startColumn = toUtf16Column(lines[startLine - 1] ?? '', d.column)
  const endColumn = toUtf16Column(lines[endLine - 1] ?? '', d.endColumn)
  if (startLine === endLine && endColumn <= startColumn) {
    const atEnd = startColumn > (lines[startLine - 1] ?? '').length
    return {
      startLineNumber: startLine,
      startColumn: atEnd ? Math.max(1, startColumn - 1) : startColumn,
      endLineNumber: startLine,
      endColumn: atEnd ? startColumn : startColumn + 1,
    }
  }
  return { startLineNumber: startLine, startColumn, endLineNumber: endLine, endColumn }
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
