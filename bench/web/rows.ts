/** Rows such as those of our own result: ids, names, counts, money and instants, five times over. */
export const columns = 20

export type Row = (string | number)[]

export const nameOf = (column: number) => `column_${column}`

/** The same rows each time. */
export function makeRows(count: number): Row[] {
  let seed = 1
  const next = () => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0
    return seed % 100_000_000
  }
  const start = Date.UTC(2026, 0, 1)
  return Array.from({ length: count }, () =>
    Array.from({ length: columns }, (_, column) => {
      const n = next()
      switch (column % 5) {
        case 0:
          return String(100_000_000_000 + n * 9_991)
        case 1:
          return `campaign ${n % 977}`
        case 2:
          return n % 1_000_000
        case 3:
          return n / 100
        default:
          return start + (n % 10_000_000) * 1000
      }
    }),
  )
}

export function textOf(value: string | number | undefined, column: number): string {
  if (value === undefined) return ''
  if (typeof value === 'string') return value
  return column % 5 === 4 ? new Date(value).toISOString() : value.toLocaleString('en-US')
}

/** Makes the rows that the address asks for, and says how long that took and the mounting after it. */
export function bench(mount: (rows: Row[]) => void) {
  const count = Number(new URLSearchParams(location.search).get('rows'))
  const rows = makeRows(count)
  Object.assign(window, { madeAt: performance.now() })
  mount(rows)
}
