import { SegmentedControl } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { analyticsQuery, type Schedule, type ScheduleAnalytics, type Spread } from '@/api/schedules'
import { count, plural } from '@/lib/number'
import { duration } from '@/lib/time'
import table from '@/ui/data-table.module.css'
import { EmptyState } from '@/ui/empty-state'
import { Panel } from '@/ui/panel'
import { ProblemPanel } from '@/ui/problem-panel'
import { SkeletonRows } from '@/ui/skeleton-rows'
import classes from './analytics-panel.module.css'
import { DayChart } from './day-chart'

const spans = [7, 30, 90]

/** How a schedule has been doing. */
export function AnalyticsPanel({ schedule }: { schedule: Schedule }) {
  const [days, setDays] = useState(30)
  const analytics = useQuery(analyticsQuery(schedule.id, days))
  const { data } = analytics
  return (
    <>
      <div>
        <SegmentedControl
          aria-label="How long back"
          data={spans.map((span) => ({ value: String(span), label: `${span} days` }))}
          value={String(days)}
          onChange={(value) => setDays(Number(value))}
        />
      </div>
      {analytics.isPending && <SkeletonRows rows={6} />}
      {analytics.isError && (
        <ProblemPanel title="The analytics could not be read" error={analytics.error} />
      )}
      {data && data.days.length === 0 && (
        <Panel>
          <EmptyState title={`Nothing was due in the last ${days} days`}>
            Once it has run, this tells how often it succeeds, how punctual it is, how long it takes
            and what it fails of.
          </EmptyState>
        </Panel>
      )}
      {data && data.days.length > 0 && <Figures analytics={data} />}
    </>
  )
}

function Figures({ analytics }: { analytics: ScheduleAnalytics }) {
  const { counts, successRate, lateness, duration: took, failures, days, schedules } = analytics
  const failed = counts.failed + counts.partlyFailed
  const trend = schedules[0]?.trend
  return (
    <>
      <dl className={classes.tiles}>
        <Tile
          term="Succeeded"
          value={successRate === undefined ? '–' : `${Math.round(successRate * 100)} %`}
          note={`${count(counts.succeeded)} of ${count(counts.succeeded + failed)} that ended; ${plural(counts.skipped, 'instant')} skipped`}
        />
        <Tile term="Began" value={punctuality(lateness)} note={upperWords(lateness)} />
        <Tile
          term="Took"
          value={took.count === 0 ? '–' : duration(took.medianMs)}
          note={[upperWords(took), trendWords(trend)].filter(Boolean).join('; ')}
        />
      </dl>
      <Panel title="Day by day (UTC)">
        <DayChart days={days} />
      </Panel>
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
                  <td>{kind.replaceAll('_', ' ')}</td>
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

/** Beside the middle one of the measured: how far most of them go. */
const upperWords = ({ count: measured, p95Ms }: Spread) =>
  measured === 0 ? 'nothing measured yet' : `the middle one; 95 of 100 within ${duration(p95Ms)}`

/** How the later half of the runs compares with the earlier one. */
function trendWords(trend: number | undefined): string {
  if (trend === undefined) return ''
  const percent = Math.round(Math.abs(trend) * 100)
  if (percent < 10) return 'steady'
  return `lately ${percent} % ${trend > 0 ? 'longer' : 'shorter'}`
}
