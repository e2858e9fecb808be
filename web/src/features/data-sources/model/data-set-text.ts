import type { DataSet } from '@/api/data-sets'

/** What a data set looks like, to begin with. */
export const EXAMPLE_DATA_SET = `{
  "name": "crm_orders",
  "kind": "FACT",
  "eventTime": "order_dt",
  "columns": [
    { "name": "user_id", "type": "STRING" },
    { "name": "order_dt", "type": "TIMESTAMP" },
    { "name": "revenue", "type": "DECIMAL(12,2)", "role": "METRIC" },
    { "name": "store", "type": "STRING", "values": ["North", "South"] }
  ]
}
`

/** A declaration as text to edit, one line for each column. */
export function textOfDataSet({ version: _, updatedAt: __, columns, ...rest }: DataSet): string {
  const head = Object.entries(rest).map(
    ([name, value]) => `  ${JSON.stringify(name)}: ${JSON.stringify(value)}`,
  )
  const lines = columns.map((column) => `    ${JSON.stringify(column)}`)
  return `{\n${[...head, `  "columns": [\n${lines.join(',\n')}\n  ]`].join(',\n')}\n}\n`
}
