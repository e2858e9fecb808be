import { z } from '@/lib/zod'

const text = z.string().max(200)
const id = z.string().max(20)

const spec = z.object({
  kind: z
    .enum([
      'number',
      'line',
      'area',
      'bar',
      'scatter',
      'pie',
      'heatmap',
      'histogram',
      'box',
      'funnel',
      'sankey',
    ])
    .optional(),
  x: id.optional(),
  y: id.optional(),
  split: id.optional(),
  values: z
    .array(
      z.object({
        function: z.enum(['count', 'countDistinct', 'sum', 'min', 'max', 'mean']),
        column: id.optional(),
      }),
    )
    .max(8)
    .optional(),
  step: z.enum(['minute', 'hour', 'day', 'week', 'month', 'quarter', 'year', 'century']).optional(),
  order: z.enum(['value', 'key']).optional(),
  limit: z.number().int().min(2).max(100).optional(),
  bins: z.number().int().min(2).max(100).optional(),
})

const look = z.object({
  title: text.optional(),
  xTitle: text.optional(),
  yTitle: text.optional(),
  legend: z.enum(['top', 'right', 'bottom', 'none']).optional(),
  numbers: z.enum(['short', 'whole', 'exact', 'percent']).optional(),
  dates: z.enum(['short', 'iso']).optional(),
  stacked: z.boolean().optional(),
  patterns: z.boolean().optional(),
})

/** What the address of a page says of the chart beside the rows; what is none is none. */
export const chartSearch = z.object({ spec: spec.optional(), look: look.optional() })

/** What is drawn, which the server computes, and how it looks, which the page does. */
export type ChartAddress = z.infer<typeof chartSearch>
export type ChartLook = NonNullable<ChartAddress['look']>
