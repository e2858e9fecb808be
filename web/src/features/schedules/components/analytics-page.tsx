import { Button, SegmentedControl, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type AnalyticsSpan, allAnalyticsQuery, type ScheduleAnalytics } from '@/api/schedules'
import { plural } from '@/lib/number'
import { EmptyState } from '@/ui/empty-state'
import { FilterChip } from '@/ui/filter-chip'
import { Page } from '@/ui/page'
import { Panel } from '@/ui/panel'
import { ProblemPanel } from '@/ui/problem-panel'
import { SkeletonRows } from '@/ui/skeleton-rows'
import { shiftDate } from '../model/week'
import { AnalyticsFigures } from './analytics-figures'
import classes from './schedules.module.css'
import { StandingTable } from './standing-table'

const lengths = [7, 30, 90]

type Props = {
  /** UTC dates; until now without `to`. */
  span: AnalyticsSpan
  /** The date it is now in UTC. */
  today: string
  /** The name of the client one works for. */
  scopeWords: string
  onSpan: (span: Pick<AnalyticsSpan, 'from' | 'to'>) => void
  onScopeEnd: () => void
}

/** How all schedules have been doing over a span of time. */
export function AnalyticsPage({ span, today, scopeWords, onSpan, onScopeEnd }: Props) {
  const analytics = useQuery(allAnalyticsQuery(span))
  const { data } = analytics
  const chosen = lengths.find((days) => !span.to && span.from === shiftDate(today, -days))
  return (
    <Page title="Analytics of schedules">
      <div className={classes.filters}>
        <SegmentedControl
          aria-label="How long back"
          data={lengths.map((days) => ({ value: String(days), label: `${days} days` }))}
          value={chosen ? String(chosen) : ''}
          onChange={(days) => onSpan({ from: shiftDate(today, -Number(days)), to: undefined })}
        />
        <TextInput
          type="date"
          aria-label="First day, in UTC"
          leftSection={<span className="quiet">from</span>}
          leftSectionWidth={44}
          value={span.from}
          max={span.to ?? today}
          onChange={({ currentTarget: { value } }) => value && onSpan({ from: value, to: span.to })}
        />
        <TextInput
          type="date"
          aria-label="Last day, in UTC"
          leftSection={<span className="quiet">to</span>}
          leftSectionWidth={30}
          value={span.to ?? today}
          min={span.from}
          max={today}
          onChange={({ currentTarget: { value } }) =>
            value && onSpan({ from: span.from, to: value === today ? undefined : value })
          }
        />
        <span className="quiet">days in UTC</span>
        {scopeWords && <FilterChip label={scopeWords} onRemove={onScopeEnd} />}
      </div>
      {analytics.isPending && <SkeletonRows rows={8} />}
      {analytics.isError && (
        <ProblemPanel title="The analytics could not be read" error={analytics.error} />
      )}
      {data && <Found analytics={data} />}
    </Page>
  )
}

function Found({ analytics }: { analytics: ScheduleAnalytics }) {
  if (analytics.schedules.length === 0) {
    return (
      <Panel>
        <EmptyState
          title="Nothing was due in these days"
          action={
            <Button component={Link} to="/schedules" variant="default">
              All schedules
            </Button>
          }
        >
          Once schedules have run, this tells how often they succeed, how punctual they are, how
          long they take and what they fail of, each of them and all together.
        </EmptyState>
      </Panel>
    )
  }
  return (
    <>
      <AnalyticsFigures analytics={analytics} />
      <Panel title="Each schedule" flush>
        <StandingTable standings={analytics.schedules} />
        {analytics.left > 0 && (
          <p className={`${classes.left} quiet`}>
            And {plural(analytics.left, 'more schedule')} with fewer failures. Choose a client or a
            shorter span to see them.
          </p>
        )}
      </Panel>
    </>
  )
}
