import type { ScheduleAnalytics } from '@/api/schedules'
import { duration, shortDate } from '@/lib/time'
import table from '@/ui/data-table.module.css'
import classes from './spread-chart.module.css'

type Day = ScheduleAnalytics['days'][number]

/** Days as bars: solid to the middle one, pale to where 95 of 100 are; the same as a table. */
export function SpreadChart({ days }: { days: Day[] }) {
  const most = Math.max(1, ...days.map(({ duration }) => duration.p95Ms))
  const height = (milliseconds: number) => `${(100 * milliseconds) / most}%`
  const dayName = (day: string | undefined) => shortDate(`${day}T00:00:00Z`, 'UTC')
  return (
    <>
      <div className={classes.frame} aria-hidden>
        <span className={`${classes.top} num`}>{duration(most)}</span>
        <div className={classes.chart} data-many={days.length > 150 || undefined}>
          {days.map(({ day, duration: took }) => (
            <div
              key={day}
              className={classes.day}
              title={
                took.count > 0
                  ? `${day}: ${duration(took.medianMs)} in the middle, 95 of 100 within ${duration(took.p95Ms)}`
                  : `${day}: none succeeded`
              }
            >
              <span className={classes.upper} style={{ height: height(took.p95Ms) }}>
                <span
                  className={classes.middle}
                  style={{ height: `${(100 * took.medianMs) / Math.max(1, took.p95Ms)}%` }}
                />
              </span>
            </div>
          ))}
        </div>
      </div>
      <p className={classes.legend} aria-hidden>
        <span>{dayName(days[0]?.day)}</span>
        <span className={classes.keys}>
          <i className={classes.middle} /> the middle one <i className={classes.upper} /> 95 of 100
        </span>
        <span>{dayName(days.at(-1)?.day)}</span>
      </p>
      <details>
        <summary>As a table</summary>
        <div className={table.scroll}>
          <table className={table.table}>
            <thead>
              <tr>
                <th>Day</th>
                <th className={table.right}>Took, in the middle</th>
                <th className={table.right}>95 of 100 within</th>
                <th className={table.right}>Late, in the middle</th>
                <th className={table.right}>95 of 100 within</th>
              </tr>
            </thead>
            <tbody>
              {days.map(({ day, duration: took, lateness: late }) => (
                <tr key={day}>
                  <td className="num">{dayName(day)}</td>
                  <Measured label="Took, in the middle" of={took.count} value={took.medianMs} />
                  <Measured label="95 of 100 within" of={took.count} value={took.p95Ms} />
                  <Measured label="Late, in the middle" of={late.count} value={late.medianMs} />
                  <Measured label="95 of 100 late within" of={late.count} value={late.p95Ms} />
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </>
  )
}

function Measured({ label, of, value }: { label: string; of: number; value: number }) {
  return (
    <td data-label={label} className={table.right}>
      {of > 0 ? duration(value) : '–'}
    </td>
  )
}
