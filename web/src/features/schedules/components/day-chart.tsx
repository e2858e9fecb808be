import type { ScheduleAnalytics } from '@/api/schedules'
import { count } from '@/lib/number'
import { duration, shortDate } from '@/lib/time'
import table from '@/ui/data-table.module.css'
import classes from './day-chart.module.css'

type Day = ScheduleAnalytics['days'][number]

/** Days as bars of what succeeded, failed and was skipped; the same as a table for whoever reads it. */
export function DayChart({ days }: { days: Day[] }) {
  const most = Math.max(1, ...days.map((day) => day.succeeded + day.failed + day.skipped))
  const height = (value: number) => `${(100 * value) / most}%`
  return (
    <>
      <div className={classes.chart} data-many={days.length > 150 || undefined} aria-hidden>
        {days.map((day) => (
          <div key={day.day} className={classes.day} title={dayWords(day)}>
            <span className={classes.skipped} style={{ height: height(day.skipped) }} />
            <span className={classes.failed} style={{ height: height(day.failed) }} />
            <span className={classes.succeeded} style={{ height: height(day.succeeded) }} />
          </div>
        ))}
      </div>
      <p className={classes.legend} aria-hidden>
        <span>{shortDate(`${days[0]?.day}T00:00:00Z`, 'UTC')}</span>
        <span className={classes.keys}>
          <i className={classes.succeeded} /> succeeded <i className={classes.failed} /> failed{' '}
          <i className={classes.skipped} /> skipped
        </span>
        <span>{shortDate(`${days.at(-1)?.day}T00:00:00Z`, 'UTC')}</span>
      </p>
      <details>
        <summary>As a table</summary>
        <div className={table.scroll}>
          <table className={table.table}>
            <thead>
              <tr>
                <th>Day</th>
                <th className={table.right}>Succeeded</th>
                <th className={table.right}>Failed</th>
                <th className={table.right}>Skipped</th>
                <th className={table.right}>Took, in the middle</th>
              </tr>
            </thead>
            <tbody>
              {days.map((day) => (
                <tr key={day.day}>
                  <td className="num">{shortDate(`${day.day}T00:00:00Z`, 'UTC')}</td>
                  <td data-label="Succeeded" className={table.right}>
                    {count(day.succeeded)}
                  </td>
                  <td data-label="Failed" className={table.right}>
                    {count(day.failed)}
                  </td>
                  <td data-label="Skipped" className={table.right}>
                    {count(day.skipped)}
                  </td>
                  <td data-label="Took, in the middle" className={table.right}>
                    {day.duration.count > 0 ? duration(day.duration.medianMs) : '–'}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </>
  )
}

function dayWords({ day, succeeded, failed, skipped }: Day): string {
  return `${day}: ${count(succeeded)} succeeded, ${count(failed)} failed, ${count(skipped)} skipped`
}
