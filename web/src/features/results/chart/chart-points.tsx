import { count } from '@/lib/number'
import table from '@/ui/data-table.module.css'
import classes from './chart.module.css'
import type { PointTable } from './chart-table'

/** So many rows are read by nobody; who wants them takes the export. */
const MOST = 500

/** The points that were drawn, as a table. */
export function ChartPoints({ points, title }: { points: PointTable; title: string }) {
  const { head, rows } = points
  return (
    <details className={classes.points}>
      <summary>The points as a table</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
      <section className={table.scroll} aria-label="Points" tabIndex={0}>
        <table className={classes.table}>
          <caption className="visually-hidden">{title}</caption>
          <thead>
            <tr>
              {head.map((name, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: names may stand twice
                <th key={at} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, MOST).map((row, line) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows have no other name
              <tr key={line}>
                {row.map((cell, at) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: cells have no other name
                  <td key={at} className="num">
                    {cell}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {rows.length > MOST && (
        <p className="quiet">The first {count(MOST)}; the export of the result has every row.</p>
      )}
    </details>
  )
}
