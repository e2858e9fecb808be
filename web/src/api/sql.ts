import { queryOptions } from '@tanstack/react-query'
import {
  actionsSql,
  checkSql,
  completeSql,
  formatSql,
  hoverSql,
  lineageSql,
  outlineSql,
  referencesSql,
  renameSql,
  resolveWindow,
  signatureSql,
} from './generated/sdk.gen'
import type {
  CodeAction,
  Completion,
  Diagnostic,
  Diagnostics,
  Hover,
  Lineage,
  LineageColumn,
  OutlineEntry,
  Parameter,
  Signature,
  TextRange,
  Window,
  WindowChoice,
} from './generated/types.gen'
import { unwrap } from './unwrap'

export type {
  CodeAction,
  Completion,
  Diagnostic,
  Diagnostics,
  Hover,
  Lineage,
  LineageColumn,
  OutlineEntry,
  Signature,
  TextRange,
  Window,
  WindowChoice,
}
export type Preset = NonNullable<WindowChoice['preset']>

/** What a text is judged against. */
export type SqlContext = {
  instanceId?: string
  parameters: Parameter[]
  /** The names of the declared placeholders. */
  placeholders: string[]
}

/** What calls about a place need; they do not look at placeholders. */
const aside = ({ instanceId, parameters }: SqlContext) => ({ instanceId, parameters })

export const sqlKeys = {
  all: ['sql'] as const,
  check: (sql: string, context: SqlContext) => ['sql', 'check', sql, context] as const,
  lineage: (sql: string, context: SqlContext) => ['sql', 'lineage', sql, context] as const,
  window: (window: WindowChoice) => ['windows', window] as const,
}

export const checkQuery = (sql: string, context: SqlContext) =>
  queryOptions({
    queryKey: sqlKeys.check(sql, context),
    queryFn: ({ signal }) => unwrap(checkSql({ body: { sql, ...context }, signal })),
    // The answer for a text stands; old texts are soon forgotten.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 30_000,
  })

/** `offset` counts code points from the start of the text. */
export const complete = (sql: string, offset: number, context: SqlContext, signal: AbortSignal) =>
  unwrap(completeSql({ body: { sql, offset, ...aside(context) }, signal }))

export const hover = (sql: string, offset: number, context: SqlContext, signal: AbortSignal) =>
  unwrap(hoverSql({ body: { sql, offset, ...aside(context) }, signal }))

export const signature = (sql: string, offset: number, signal: AbortSignal) =>
  unwrap(signatureSql({ body: { sql, offset }, signal }))

/** Where a name is given and used, its giving first. */
export const references = (sql: string, offset: number, context: SqlContext, signal: AbortSignal) =>
  unwrap(referencesSql({ body: { sql, offset, ...aside(context) }, signal }))

/** Refuses with a field error at `/name` that says why the name stays. */
export const rename = (
  sql: string,
  offset: number,
  name: string,
  context: SqlContext,
  signal: AbortSignal,
) => unwrap(renameSql({ body: { sql, offset, name, ...aside(context) }, signal }))

export const outline = (sql: string, context: SqlContext, signal: AbortSignal) =>
  unwrap(outlineSql({ body: { sql, ...aside(context) }, signal }))

/** What can be done between two offsets. */
export const actions = (
  sql: string,
  start: number,
  end: number,
  context: SqlContext,
  signal: AbortSignal,
) => unwrap(actionsSql({ body: { sql, start, end, ...aside(context) }, signal }))

/** Where the output columns of a text come from. */
export const lineageQuery = (sql: string, context: SqlContext) =>
  queryOptions({
    queryKey: sqlKeys.lineage(sql, context),
    queryFn: ({ signal }) => unwrap(lineageSql({ body: { sql, ...context }, signal })),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 30_000,
  })

export const format = (sql: string, signal?: AbortSignal) =>
  unwrap(formatSql({ body: { sql }, signal }))

/** What a window means right now; the server alone knows zones and presets. */
export const windowQuery = (window: WindowChoice) =>
  queryOptions({
    queryKey: sqlKeys.window(window),
    queryFn: ({ signal }) => unwrap(resolveWindow({ body: window, signal })),
    staleTime: 60_000,
  })
