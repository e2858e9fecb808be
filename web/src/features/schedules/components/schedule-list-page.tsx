import { Button, Select } from '@mantine/core'
import { IconCalendarTime, IconCalendarWeek, IconChartBar, IconPlus } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type ScheduleFilter, schedulesQuery } from '@/api/schedules'
import { useCommands } from '@/lib/commands'
import { useMay } from '@/lib/may'
import { EmptyState } from '@/ui/empty-state'
import { FilterChip } from '@/ui/filter-chip'
import { Page } from '@/ui/page'
import { Panel } from '@/ui/panel'
import { ProblemPanel } from '@/ui/problem-panel'
import { SearchField } from '@/ui/search-field'
import { ShowMore } from '@/ui/show-more'
import { SkeletonRows } from '@/ui/skeleton-rows'
import { stateWord } from '@/ui/state-badge'
import { ScheduleTable } from './schedule-table'
import classes from './schedules.module.css'

/** The filters of the page; the client and the instance are those one works for. */
export type ListFilter = Pick<ScheduleFilter, 'state' | 'search'>

type Props = {
  filter: ListFilter
  scope: Pick<ScheduleFilter, 'client' | 'instance'>
  /** The names of what one works for. */
  scopeWords: string
  onFilter: (filter: ListFilter) => void
  onScopeEnd: () => void
}

/** All schedules, by name. */
export function ScheduleListPage({ filter, scope, scopeWords, onFilter, onScopeEnd }: Props) {
  const list = useInfiniteQuery(schedulesQuery({ ...filter, ...scope }))
  const schedules = list.data?.pages.flatMap((page) => page.items) ?? []
  const manages = useMay().anywhere('manager')
  useCommands([
    {
      id: 'only-paused',
      label: filter.state === 'paused' ? 'Show all schedules' : 'Show paused schedules',
      group: 'Schedules',
      run: () => onFilter({ ...filter, state: filter.state === 'paused' ? undefined : 'paused' }),
    },
  ])
  return (
    <Page
      title="Schedules"
      actions={
        <>
          <Button
            component={Link}
            to="/schedules/analytics"
            variant="default"
            leftSection={<IconChartBar size={14} />}
          >
            Analytics
          </Button>
          <Button
            component={Link}
            to="/schedules/calendar"
            variant="default"
            leftSection={<IconCalendarWeek size={14} />}
          >
            Week calendar
          </Button>
          {manages && (
            <Button component={Link} to="/schedules/new" leftSection={<IconPlus size={14} />}>
              New schedule
            </Button>
          )}
        </>
      }
    >
      <div className={classes.filters}>
        <SearchField
          label="Search names and descriptions"
          command={{ label: 'Search the schedules', group: 'Schedules' }}
          value={filter.search}
          onSearch={(search) => onFilter({ ...filter, search })}
        />
        <Select
          aria-label="State"
          placeholder="State"
          className={classes.stateFilter}
          value={null}
          data={(['active', 'paused'] as const)
            .filter((state) => state !== filter.state)
            .map((state) => ({ value: state, label: stateWord(state) }))}
          onChange={(state) =>
            onFilter({ ...filter, state: state === 'paused' ? 'paused' : 'active' })
          }
        />
        {filter.state && (
          <FilterChip
            label={stateWord(filter.state)}
            onRemove={() => onFilter({ ...filter, state: undefined })}
          />
        )}
        {scopeWords && <FilterChip label={scopeWords} onRemove={onScopeEnd} />}
      </div>
      <Panel flush>
        {list.isPending && <SkeletonRows rows={6} height={48} />}
        {list.isError && (
          <ProblemPanel title="The schedules could not be read" error={list.error} />
        )}
        {list.isSuccess && schedules.length === 0 && (
          <NoSchedules
            filtered={Boolean(filter.search || filter.state || scopeWords)}
            manages={manages}
          />
        )}
        {schedules.length > 0 && <ScheduleTable schedules={schedules} />}
        <ShowMore command={{ label: 'Show more schedules', group: 'Schedules' }} list={list} />
      </Panel>
    </Page>
  )
}

function NoSchedules({ filtered, manages }: { filtered: boolean; manages: boolean }) {
  if (filtered) {
    return (
      <EmptyState title="No schedule matches">
        Take a filter away, or work for another client.
      </EmptyState>
    )
  }
  return (
    <EmptyState
      icon={<IconCalendarTime size={22} />}
      title="Nothing runs by itself yet"
      action={
        manages && (
          <Button component={Link} to="/schedules/new">
            Make a schedule
          </Button>
        )
      }
    >
      <p>A schedule runs a saved query on your instances, in the client’s time zone:</p>
      <p className={classes.example}>
        Every <em>Monday</em> at <em>06:30</em> in <em>Europe/Berlin</em>, run{' '}
        <em>Reach by campaign</em> for <em>the last full week</em> on <em>3 instances</em>.
      </p>
      <p>It waits until Amazon’s data are complete, and pauses itself when it keeps failing.</p>
      {!manages && <p>Making one takes the role manager on its instances.</p>}
    </EmptyState>
  )
}
