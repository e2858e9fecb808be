/** What the editor asks of the server about a text; all of it by API. */
export type Diagnostic = {
  severity: 'error' | 'warning' | 'info' | 'hint'
  code: string
  message: string
  /** Lines and columns from 1; columns in Unicode code points; the end is exclusive. */
  line: number
  column: number
  endLine: number
  endColumn: number
  hint?: string
}

export type CompletionKind =
  | 'keyword'
  | 'table'
  | 'column'
  | 'function'
  | 'parameter'
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
  format: (sql: string, signal: AbortSignal) => Promise<string>
}
