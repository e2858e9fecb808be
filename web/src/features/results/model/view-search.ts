import { z } from '@/lib/zod'
import { type View, viewText } from './view'

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

/** What the address of a page says of the result it shows. What is no view is none. */
export const resultSearch = {
  view: view.optional().catch(undefined),
}

export type ResultAddress = { view?: View }

/** Leaves out what says nothing, so that the address stays short. */
export function tidy(part: Partial<ResultAddress>): Partial<ResultAddress> {
  return 'view' in part && viewText(part.view ?? {}) === '' ? { ...part, view: undefined } : part
}
