import { queryOptions } from '@tanstack/react-query'
import {
  checkSql,
  completeSql,
  formatSql,
  hoverSql,
  resolveWindow,
  signatureSql,
} from './generated/sdk.gen'
import type {
  Completion,
  Diagnostic,
  Diagnostics,
  Hover,
  Parameter,
  Signature,
  Window,
  WindowChoice,
} from './generated/types.gen'
import { unwrap } from './unwrap'

export type { Completion, Diagnostic, Diagnostics, Hover, Signature, Window, WindowChoice }
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
  check: (sql: string, context: SqlContext) => ['sql', 'check', sql, context] as const,
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

export const format = (sql: string, signal?: AbortSignal) =>
  unwrap(formatSql({ body: { sql }, signal }))

/** What a window means right now; the server alone knows zones and presets. */
export const windowQuery = (window: WindowChoice) =>
  queryOptions({
    queryKey: sqlKeys.window(window),
    queryFn: ({ signal }) => unwrap(resolveWindow({ body: window, signal })),
    staleTime: 60_000,
  })
