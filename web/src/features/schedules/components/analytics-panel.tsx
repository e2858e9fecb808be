import { SegmentedControl } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { analyticsQuery, type Schedule } from '@/api/schedules'
import { EmptyState } from '@/ui/empty-state'
import { Panel } from '@/ui/panel'
import { ProblemPanel } from '@/ui/problem-panel'
import { SkeletonRows } from '@/ui/skeleton-rows'
import { AnalyticsFigures } from './analytics-figures'

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
      {data && data.days.length > 0 && (
        <AnalyticsFigures analytics={data} standing={data.schedules[0]} />
      )}
    </>
  )
}
