import { useDebouncedValue } from '@mantine/hooks'
import { notifications } from '@mantine/notifications'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { FoundPlaceholder } from '@/api/queries'
import { checkQuery, complete, format, hover, type SqlContext, signature } from '@/api/sql'
import { fromCodePointOffset, toCodePointOffset } from '@/lib/code-points'
import type { Checked, CompletionKind, Diagnostic, LanguageService } from './model/language-service'

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
    }),
    [context],
  )
}

const noDiagnostics: Diagnostic[] = []
const noPlaceholders: FoundPlaceholder[] = []

/** Remarks on a text, asked for when the writer pauses. */
export function useDiagnostics(sql: string, context: SqlContext) {
  const [settled] = useDebouncedValue(sql, 350)
  const check = useQuery({
    ...checkQuery(settled, context),
    enabled: settled.trim() !== '',
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
    checked,
    checking: check.isFetching || settled !== sql,
    error: check.error,
  }
}
