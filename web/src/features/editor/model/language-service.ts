import type { CodeAction, Diagnostic, OutlineEntry, Signature, TextRange } from '@/api/sql'

/** A remark on a text; lines and columns from 1, columns in Unicode code points, the end exclusive. */
export type { Diagnostic }

/** A ready-made change that mends a remark. */
export type Fix = NonNullable<Diagnostic['fixes']>[number]

/** What the server remarked on one very text. Its fixes fit no other. */
export type Checked = { sql: string; diagnostics: Diagnostic[] }

export type CompletionKind =
  | 'keyword'
  | 'table'
  | 'column'
  | 'function'
  | 'parameter'
  | 'value'
  | 'snippet'
  | 'other'

export type Completion = {
  label: string
  kind: CompletionKind
  insertText: string
  detail?: string
  documentation?: string
}

/** What fits at a place and the UTF-16 range of the text it replaces. */
export type Completions = { items: Completion[]; start: number; end: number }

export type Hover = { markdown: string }

/** Offsets are UTF-16 here; whoever implements it turns them into the API's code points. */
export type LanguageService = {
  complete: (sql: string, offset: number, signal: AbortSignal) => Promise<Completions>
  hover: (sql: string, offset: number, signal: AbortSignal) => Promise<Hover | null>
  /** The call around a place; null when there is none. Ranges are code points of its label, which is plain. */
  signature: (sql: string, offset: number, signal: AbortSignal) => Promise<Signature | null>
  format: (sql: string, signal: AbortSignal) => Promise<string>
  /** Where the name at a place is given and used, its giving first; none where it is no name of the text. */
  references: (sql: string, offset: number, signal: AbortSignal) => Promise<TextRange[]>
  /** The changes that give the name at a place another one, or why it stays. */
  rename: (sql: string, offset: number, name: string, signal: AbortSignal) => Promise<Renamed>
  outline: (sql: string, signal: AbortSignal) => Promise<OutlineEntry[]>
  /** What can be done between two places, fixes of remarks left out. */
  refactors: (sql: string, start: number, end: number, signal: AbortSignal) => Promise<CodeAction[]>
}

export type Renamed = { edits: Fix['edits'] } | { refused: string }

/** The server takes no longer text, in bytes. */
export const MAX_SQL = 256 * 1024

/** Whether a text is longer than the server checks, saves or runs. */
export function isTooLong(sql: string): boolean {
  if (sql.length > MAX_SQL) return true
  return sql.length > MAX_SQL / 3 && new Blob([sql]).size > MAX_SQL
}
