import type { ResultViewColumn } from '@/api/executions'
import type { Layout } from './arrangement'
import type { Written } from './cell-format'
import { currencyColumn } from './currency'

/** How the values of a view are written: as was chosen, and by what its rows tell. */
export function writtenOf(columns: ResultViewColumn[], { formats, zone }: Layout): Written {
  const currencyAt = currencyColumn(columns)
  const suppressedAt = columns.findIndex(({ mark }) => mark === 'suppressed')
  return {
    formats,
    zone,
    ...(currencyAt !== -1 && { currencyAt }),
    ...(suppressedAt !== -1 && { suppressedAt }),
  }
}
