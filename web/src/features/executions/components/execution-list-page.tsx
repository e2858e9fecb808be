import { Button } from '@mantine/core'
import { IconPlayerPlay } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { type ExecutionFilter, type ExecutionState, OPEN_STATES } from '@/api/executions'
import { useCommands } from '@/lib/commands'
import { useMay } from '@/lib/may'
import { plural } from '@/lib/number'
import { BareCommandButton } from '@/ui/command-button'
import { EmptyState } from '@/ui/empty-state'
import { Page } from '@/ui/page'
import { Panel } from '@/ui/panel'
import { ProblemPanel } from '@/ui/problem-panel'
import { ShowMore } from '@/ui/show-more'
import { SkeletonRows } from '@/ui/skeleton-rows'
import { splitSelection } from '../model/bulk'
import { newestOf, splitFresh } from '../model/live-list'
import { useBulk } from '../use-bulk'
import { useLongList } from '../use-long-list'
import { BulkBar } from './bulk-bar'
import classes from './execution-list-page.module.css'
import { ExecutionTable } from './execution-table'
import { isFiltered, type ListFilter, ListFilters } from './list-filters'

type Props = {
  filter: ListFilter
  /** The client or instance one works for. */
  scope: Pick<ExecutionFilter, 'client' | 'instance'>
  onFilter: (filter: ListFilter) => void
}

/** All executions, newest first, live without jumping. */
export function ExecutionListPage({ filter, scope, onFilter }: Props) {
  const bulk = useBulk()
  const only = (state: ExecutionState[]) => () => onFilter({ ...filter, state })
  useCommands([
    { id: 'only-open', label: 'Show what is open', group: 'Executions', run: only(OPEN_STATES) },
    { id: 'only-failed', label: 'Show what failed', group: 'Executions', run: only(['failed']) },
  ])
  return (
    <Page title="Executions">
      <ListFilters filter={filter} onFilter={onFilter} />
      <Panel flush>
        <LiveList
          key={JSON.stringify([filter, scope])}
          filter={{ ...filter, ...scope }}
          filtered={isFiltered(filter)}
          bulk={bulk}
        />
      </Panel>
    </Page>
  )
}

type LiveListProps = {
  filter: ExecutionFilter
  filtered: boolean
  /** It outlives the list: what was done leaves the filter, and stays told. */
  bulk: ReturnType<typeof useBulk>
}

function LiveList({ filter, filtered, bulk }: LiveListProps) {
  const list = useLongList(filter)
  const { items } = list
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  const [seen, setSeen] = useState<string | null>(null)
  // What the first answer brought counts as seen.
  if (seen === null && items.length > 0) setSeen(newestOf(items))
  const { shown, fresh } = splitFresh(items, seen)
  const may = useMay()
  const picks = may.anywhere('runner')
  const selection = splitSelection(items, selected, may)
  useCommands(
    picks
      ? [
          {
            id: 'select-all',
            label: 'Select all that are shown',
            group: 'Executions',
            keys: 'a',
            run: () => setSelected(new Set(shown.map(({ id }) => id))),
          },
          {
            id: 'select-none',
            label: 'Clear the selection',
            group: 'Executions',
            keys: 'escape',
            run: () => setSelected(new Set()),
          },
        ]
      : [],
  )

  const bar = <BulkBar selection={selection} bulk={bulk} onClear={() => setSelected(new Set())} />
  if (items.length === 0) {
    return (
      <>
        {bar}
        <NoExecutions pending={list.pending} error={list.error} filtered={filtered} />
      </>
    )
  }
  return (
    <>
      {bar}
      <div aria-live="polite">
        {fresh > 0 && (
          <BareCommandButton
            command={{ label: 'Show new executions', group: 'Executions' }}
            className={classes.fresh}
            onClick={() => setSeen(newestOf(items))}
          >
            {plural(fresh, 'new execution')} · show
          </BareCommandButton>
        )}
      </div>
      <ExecutionTable
        executions={shown}
        selected={selected}
        outcomes={bulk.work?.outcomes}
        onSelect={picks ? setSelected : undefined}
        onEnd={list.hasMore && !list.loadingMore ? list.loadMore : undefined}
      />
      <ShowMore
        command={{ label: 'Show older executions', group: 'Executions' }}
        list={{
          hasNextPage: list.hasMore,
          isFetchingNextPage: list.loadingMore,
          fetchNextPage: list.loadMore,
        }}
      >
        Show older ones
      </ShowMore>
    </>
  )
}

type NoExecutionsProps = { pending: boolean; error: Error | null; filtered: boolean }

/** What stands where there is no row: not yet, for a fault, or for good. */
function NoExecutions({ pending, error, filtered }: NoExecutionsProps) {
  const writes = useMay().anywhere('author')
  if (pending) return <SkeletonRows rows={10} />
  if (error) return <ProblemPanel title="The executions could not be read" error={error} />
  return (
    <EmptyState
      icon={<IconPlayerPlay size={22} />}
      title={filtered ? 'No execution matches' : 'Nothing has run yet'}
      action={
        !filtered &&
        writes && (
          <Button component={Link} to="/queries/new">
            Write a query
          </Button>
        )
      }
    >
      {filtered
        ? 'Take a filter away, or work for another client.'
        : 'Run a query and its execution appears here: its state, its time and its rows, as they happen.'}
    </EmptyState>
  )
}
