import type { ScheduleAnalytics, ScheduleStanding, Spread } from '@/api/schedules'
import { count, plural } from '@/lib/number'
import { duration } from '@/lib/time'
import table from '@/ui/data-table.module.css'
import { Panel } from '@/ui/panel'
import { successWords } from '../model/words'
import classes from './analytics-figures.module.css'
import { DayChart } from './day-chart'
import { SpreadChart } from './spread-chart'

type Props = {
  analytics: ScheduleAnalytics
  /** Of the one schedule that they are of. */
  standing?: ScheduleStanding
}

/** What occurrences amount to: how many succeeded, how late and how long they were, what they failed of. */
export function AnalyticsFigures({ analytics, standing }: Props) {
  const { counts, successRate, lateness, duration: took, failures, days } = analytics
  const failed = counts.failed + counts.partlyFailed
  return (
    <>
      <dl className={classes.tiles}>
        <Tile
          term="Succeeded"
          value={rateWords(successRate)}
          note={[
            `${count(counts.succeeded)} of ${count(counts.succeeded + failed)} that ended`,
            `${plural(counts.skipped, 'instant')} skipped`,
            standing && counts.succeeded + failed > 0 && successWords(standing.streak),
          ]
            .filter(Boolean)
            .join('; ')}
        />
        <Tile term="Began" value={punctuality(lateness)} note={upperWords(lateness)} />
        <Tile
          term="Took"
          value={took.count === 0 ? '–' : duration(took.medianMs)}
          note={[upperWords(took), trendWords(standing?.trend)].filter(Boolean).join('; ')}
        />
      </dl>
      <Panel title="Day by day (UTC)">
        <DayChart days={days} />
      </Panel>
      {days.some(({ duration }) => duration.count > 0) && (
        <Panel title="How long it took, and how late it began, by day (UTC)">
          <SpreadChart days={days} />
        </Panel>
      )}
      {failures.length > 0 && (
        <Panel title="What it failed of" flush>
          <table className={table.table}>
            <thead>
              <tr>
                <th>Class</th>
                <th className={table.right}>Occurrences</th>
              </tr>
            </thead>
            <tbody>
              {failures.map(({ class: kind, count: times }) => (
                <tr key={kind}>
                  <td>
                    {kind === 'hidden'
                      ? 'on instances that you may not see'
                      : kind.replaceAll('_', ' ')}
                  </td>
                  <td className={table.right} data-label="Occurrences">
                    {count(times)}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Panel>
      )}
    </>
  )
}

function Tile({ term, value, note }: { term: string; value: string; note: string }) {
  return (
    <div className={classes.tile}>
      <dt>{term}</dt>
      <dd>
        <span className={`${classes.value} num`}>{value}</span>
        <span className={classes.note}>{note}</span>
      </dd>
    </div>
  )
}

function punctuality(spread: Spread): string {
  if (spread.count === 0) return '–'
  return spread.medianMs < 1000 ? 'on time' : `${duration(spread.medianMs)} late`
}

/** A share in percent; close to all is not all. */
export function rateWords(rate: number | undefined): string {
  if (rate === undefined) return '–'
  const percent = rate * 100
  return `${percent > 99 && percent < 100 ? (Math.floor(percent * 10) / 10).toFixed(1) : Math.round(percent)} %`
}

/** Beside the middle one of the measured: how far most of them go. */
const upperWords = ({ count: measured, p95Ms }: Spread) =>
  measured === 0 ? 'nothing measured yet' : `the middle one; 95 of 100 within ${duration(p95Ms)}`

/** How the later half of the runs compares with the earlier one. */
export function trendWords(trend: number | undefined): string {
  if (trend === undefined) return ''
  const percent = Math.round(Math.abs(trend) * 100)
  if (percent < 10) return 'steady'
  return `lately ${percent} % ${trend > 0 ? 'longer' : 'shorter'}`
}
