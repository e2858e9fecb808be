import { Button, Select, TextInput } from '@mantine/core'
import { IconPlayerPlay, IconSearch, IconX } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import {
  type ExecutionFilter,
  type ExecutionState,
  executionsQuery,
  OPEN_STATES,
} from '@/api/executions'
import { useCommands } from '@/lib/commands'
import { plural } from '@/lib/number'
import { BareCommandButton, CommandButton } from '@/ui/command-button'
import { EmptyState } from '@/ui/empty-state'
import { FilterChip } from '@/ui/filter-chip'
import { Page } from '@/ui/page'
import { Panel } from '@/ui/panel'
import { ProblemPanel } from '@/ui/problem-panel'
import { SkeletonRows } from '@/ui/skeleton-rows'
import { stateWord } from '@/ui/state-badge'
import { newestOf, splitFresh } from '../model/live-list'
import classes from './execution-list-page.module.css'
import { ExecutionTable } from './execution-table'

export type ListFilter = { state?: ExecutionState[]; search?: string; query?: string }

type Props = {
  filter: ListFilter
  /** The client or instance one works for. */
  scope: Pick<ExecutionFilter, 'clientId' | 'instanceId'>
  onFilter: (filter: ListFilter) => void
}

const states: ExecutionState[] = [
  'queued',
  'submitting',
  'pending',
  'running',
  'collecting',
  'waiting',
  'succeeded',
  'failed',
  'cancelled',
]

/** All executions, newest first, live without jumping. */
export function ExecutionListPage({ filter, scope, onFilter }: Props) {
  const chosen = filter.state ?? []
  const filtered = chosen.length > 0 || Boolean(filter.search) || Boolean(filter.query)
  const field = useRef<HTMLInputElement>(null)
  const only = (state: ExecutionState[]) => () => onFilter({ ...filter, state })
  useCommands([
    {
      id: 'search',
      label: 'Search the executions',
      group: 'Executions',
      keys: '/',
      run: () => field.current?.focus(),
    },
    { id: 'only-open', label: 'Show what is open', group: 'Executions', run: only(OPEN_STATES) },
    {
      id: 'only-failed',
      label: 'Show what failed',
      group: 'Executions',
      run: only(['failed']),
    },
  ])
  return (
    <Page title="Executions">
      <div className={classes.filters}>
        <TextInput
          ref={field}
          className={classes.search}
          leftSection={<IconSearch size={14} />}
          placeholder="Search names and SQL"
          aria-label="Search names and SQL"
          value={filter.search ?? ''}
          onChange={(event) =>
            onFilter({ ...filter, search: event.currentTarget.value || undefined })
          }
        />
        <Select
          aria-label="Add a state to the filter"
          placeholder="State"
          value={null}
          data={states
            .filter((state) => !chosen.includes(state))
            .map((state) => ({ value: state, label: stateWord(state) }))}
          onChange={(state) => {
            const added = states.find((candidate) => candidate === state)
            if (added) onFilter({ ...filter, state: [...chosen, added] })
          }}
        />
        {chosen.map((state) => (
          <FilterChip
            key={state}
            label={stateWord(state)}
            onRemove={() => {
              const left = chosen.filter((other) => other !== state)
              onFilter({ ...filter, state: left.length > 0 ? left : undefined })
            }}
          />
        ))}
        {filter.query && (
          <FilterChip
            label="One query"
            onRemove={() => onFilter({ ...filter, query: undefined })}
          />
        )}
        {filtered && (
          <CommandButton
            command={{ label: 'Clear the filters', group: 'Filters' }}
            variant="subtle"
            color="gray"
            leftSection={<IconX size={14} />}
            onClick={() => onFilter({})}
          >
            Clear
          </CommandButton>
        )}
      </div>
      <Panel flush>
        <LiveList
          key={JSON.stringify([filter, scope])}
          filter={{ state: filter.state, search: filter.search, queryId: filter.query, ...scope }}
          filtered={filtered}
        />
      </Panel>
    </Page>
  )
}

function LiveList({ filter, filtered }: { filter: ExecutionFilter; filtered: boolean }) {
  const list = useInfiniteQuery(executionsQuery(filter))
  const items = list.data?.pages.flatMap((page) => page.items) ?? []
  const [seen, setSeen] = useState<string | null>(null)
  // What the first answer brought counts as seen.
  if (seen === null && items.length > 0) setSeen(newestOf(items))
  const { shown, fresh } = splitFresh(items, seen)

  if (list.isPending) return <SkeletonRows rows={10} />
  if (list.isError && items.length === 0) {
    return <ProblemPanel title="The executions could not be read" error={list.error} />
  }
  if (items.length === 0) {
    return (
      <EmptyState
        icon={<IconPlayerPlay size={22} />}
        title={filtered ? 'No execution matches' : 'Nothing has run yet'}
        action={
          !filtered && (
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
  return (
    <>
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
      <ExecutionTable executions={shown} />
      {list.hasNextPage && (
        <div className={classes.more}>
          <CommandButton
            command={{ label: 'Show older executions', group: 'Executions' }}
            variant="default"
            loading={list.isFetchingNextPage}
            onClick={() => void list.fetchNextPage()}
          >
            Show older ones
          </CommandButton>
        </div>
      )}
    </>
  )
}
