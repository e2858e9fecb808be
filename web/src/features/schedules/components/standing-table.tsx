import { Link } from '@tanstack/react-router'
import type { ScheduleStanding, Spread } from '@/api/schedules'
import { count } from '@/lib/number'
import { duration } from '@/lib/time'
import table from '@/ui/data-table.module.css'
import { rateWords, trendWords } from './analytics-figures'

/** How each schedule has been doing, those with the most failures first. */
export function StandingTable({ standings }: { standings: ScheduleStanding[] }) {
  return (
    <div className={table.scroll}>
      <table className={table.table}>
        <thead>
          <tr>
            <th>Schedule</th>
            <th className={table.right}>Succeeded</th>
            <th className={table.right}>Failed</th>
            <th className={table.right}>Skipped</th>
            <th className={table.right}>In a row</th>
            <th className={table.right}>Late, p50 · p95</th>
            <th className={table.right}>Took, p50 · p95</th>
            <th className={table.right}>Lately</th>
          </tr>
        </thead>
        <tbody>
          {standings.map((one) => (
            <tr key={one.scheduleId}>
              <td>
                <Link
                  to="/schedules/$scheduleId"
                  params={{ scheduleId: one.scheduleId }}
                  search={{ tab: 'analytics' }}
                  className={table.strong}
                >
                  {one.name}
                </Link>
              </td>
              <td data-label="Succeeded" className={table.right}>
                {rateWords(one.successRate)}
              </td>
              <td data-label="Failed" className={table.right}>
                {count(one.failed)}
              </td>
              <td data-label="Skipped" className={table.right}>
                {count(one.skipped)}
              </td>
              <td data-label="Succeeded in a row" className={table.right}>
                {count(one.streak)}
              </td>
              <td data-label="Late, p50 · p95" className={table.right}>
                <Measured spread={one.lateness} />
              </td>
              <td data-label="Took, p50 · p95" className={table.right}>
                <Measured spread={one.duration} />
              </td>
              <td data-label="Lately" className={table.right}>
                {trendWords(one.trend).replace('lately ', '') || '–'}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Measured({ spread }: { spread: Spread }) {
  if (spread.count === 0) return '–'
  return `${duration(spread.medianMs)} · ${duration(spread.p95Ms)}`
}
