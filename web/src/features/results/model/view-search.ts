import { z } from '@/lib/zod'
import { type ChartAddress, chartSearch } from '../chart/chart-search'
import { isPlain, type Layout } from './arrangement'
import { columnFormat } from './column-format'
import { type View, viewText } from './view'
import { isZone } from './zoned-time'

const filter = z.object({
  column: z.string(),
  op: z.enum(['in', 'range', 'contains', 'starts', 'equals', 'null']),
  not: z.boolean().optional(),
  values: z.array(z.string().nullable()).optional(),
  from: z.string().optional(),
  to: z.string().optional(),
  fromExcluded: z.boolean().optional(),
  toExcluded: z.boolean().optional(),
  text: z.string().optional(),
  ignoreCase: z.boolean().optional(),
})

const aggregate = z.object({
  function: z.enum(['count', 'countDistinct', 'sum', 'min', 'max', 'mean']),
  column: z.string().optional(),
})

const view = z.object({
  computed: z.array(z.object({ name: z.string(), expression: z.string() })).optional(),
  filters: z.array(filter).optional(),
  group: z
    .object({
      by: z.array(z.string()).optional(),
      aggregates: z.array(aggregate).optional(),
      subtotals: z.boolean().optional(),
      pivot: z.string().optional(),
      folded: z.boolean().optional(),
      except: z.array(z.array(z.string().nullable())).optional(),
    })
    .optional(),
  sort: z
    .array(
      z.object({
        column: z.string(),
        descending: z.boolean().optional(),
        nullsFirst: z.boolean().optional(),
      }),
    )
    .optional(),
})

const columns = z.object({
  order: z.array(z.string()).optional(),
  hidden: z.array(z.string()).optional(),
  pinned: z.array(z.string()).optional(),
  widths: z.record(z.string(), z.number().positive()).optional(),
  formats: z.record(z.string(), columnFormat).optional(),
  // A zone of a newer browser must not cost the rest of the layout.
  zone: z.string().refine(isZone).optional().catch(undefined),
})

/** What the address of a page says of the result it shows. What is no view is none. */
export const resultSearch = {
  view: view.optional().catch(undefined),
  columns: columns.optional().catch(undefined),
  /** The saved view that it came from. */
  saved: z.string().max(100).optional().catch(undefined),
  /** Shows the chart instead of the rows. */
  chart: chartSearch.optional().catch(undefined),
}

export type ResultAddress = { view?: View; columns?: Layout; saved?: string; chart?: ChartAddress }

/** Leaves out what says nothing, so that the address stays short. */
export function tidy(part: Partial<ResultAddress>): Partial<ResultAddress> {
  const said = { ...part }
  if (viewText(part.view ?? {}) === '' && 'view' in part) said.view = undefined
  if (isPlain(part.columns ?? {}) && 'columns' in part) said.columns = undefined
  return said
}
