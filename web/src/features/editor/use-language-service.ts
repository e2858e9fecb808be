import { useDebouncedValue } from '@mantine/hooks'
import { notifications } from '@mantine/notifications'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { ApiError } from '@/api/api-error'
import type { FoundPlaceholder } from '@/api/queries'
import {
  actions,
  checkQuery,
  complete,
  type Diagnostics,
  format,
  hover,
  outline,
  references,
  rename,
  type SqlContext,
  signature,
} from '@/api/sql'
import { fromCodePointOffset, toCodePointOffset } from '@/lib/code-points'
import {
  type Checked,
  type CompletionKind,
  type Diagnostic,
  isTooLong,
  type LanguageService,
} from './model/language-service'

const kinds: ReadonlySet<string> = new Set<CompletionKind>([
  'keyword',
  'table',
  'column',
  'function',
  'parameter',
  'value',
  'snippet',
])

/** Completion, help and layout from the server, which owns the one grammar. */
export function useLanguageService(context: SqlContext): LanguageService {
  return useMemo(
    () => ({
      complete: async (sql, offset, signal) => {
        const found = await complete(sql, toCodePointOffset(sql, offset), context, signal)
        return {
          items: found.items.map((item) => ({
            ...item,
            // A newer server may know kinds this page does not.
            kind: kinds.has(item.kind) ? (item.kind as CompletionKind) : 'other',
          })),
          start: fromCodePointOffset(sql, found.start),
          end: fromCodePointOffset(sql, found.end),
        }
      },
      hover: async (sql, offset, signal) => {
        const help = await hover(sql, toCodePointOffset(sql, offset), context, signal)
        return help.contents ? { markdown: help.contents } : null
      },
      signature: async (sql, offset, signal) => {
        const found = await signature(sql, toCodePointOffset(sql, offset), signal)
        return found.label ? found : null
      },
      format: async (sql, signal) => {
        const laidOut = await format(sql, signal)
        const [first] = laidOut.diagnostics
        if (first) {
          notifications.show({
            color: 'red',
            title: 'Not formatted: the SQL does not parse',
            message: `Line ${first.line}: ${first.message}`,
          })
        }
        return laidOut.sql
      },
      references: async (sql, offset, signal) =>
        (await references(sql, toCodePointOffset(sql, offset), context, signal)).ranges,
      rename: async (sql, offset, name, signal) => {
        try {
          return await rename(sql, toCodePointOffset(sql, offset), name, context, signal)
        } catch (error) {
          const refused = error instanceof ApiError && (error.fields['/name'] ?? error.message)
          if (refused) return { refused }
          throw error
        }
      },
      outline: async (sql, signal) => (await outline(sql, context, signal)).entries,
      refactors: async (sql, start, end, signal) => {
        const [from, to] = [toCodePointOffset(sql, start), toCodePointOffset(sql, end)]
        const found = await actions(sql, from, to, context, signal)
        return found.actions.filter(({ kind }) => kind === 'refactor')
      },
    }),
    [context],
  )
}

const noDiagnostics: Diagnostic[] = []
const noPlaceholders: FoundPlaceholder[] = []
const noColumns: Diagnostics['columns'] = []

/** Remarks on a text, asked for when the writer pauses. */
export function useDiagnostics(sql: string, context: SqlContext) {
  const [settled] = useDebouncedValue(sql, 350)
  const check = useQuery({
    ...checkQuery(settled, context),
    enabled: settled.trim() !== '' && !isTooLong(settled),
    placeholderData: keepPreviousData,
  })
  const answer = sql.trim() === '' ? undefined : check.data
  const diagnostics = answer?.diagnostics ?? noDiagnostics
  // While the answer to newer writing is on its way, the older one stays in view.
  const answered = !check.isPlaceholderData && check.data !== undefined
  const checked = useMemo<Checked | null>(
    () => (answered ? { sql: settled, diagnostics } : null),
    [answered, settled, diagnostics],
  )
  return {
    diagnostics,
    placeholders: answer?.placeholders ?? noPlaceholders,
    columns: answer?.columns ?? noColumns,
    checked,
    checking: check.isFetching || settled !== sql,
    tooLong: isTooLong(sql),
    error: check.error,
  }
}
