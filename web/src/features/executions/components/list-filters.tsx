import { Select } from '@mantine/core'
import { type ExecutionFilter, type ExecutionState, MIN_SEARCH } from '@/api/executions'
import { ClearFilters } from '@/ui/clear-filters'
import { CommandButton } from '@/ui/command-button'
import { DayRange } from '@/ui/day-range'
import { FilterChip } from '@/ui/filter-chip'
import { SearchField } from '@/ui/search-field'
import { stateWord } from '@/ui/state-badge'
import classes from './execution-list-page.module.css'

/** The filters of the page; the client and the instance are those one works for. */
export type ListFilter = Omit<ExecutionFilter, 'client' | 'instance'>

export const isFiltered = ({ zone: _, ...filter }: ListFilter) =>
  Object.values(filter).some((value) => value !== undefined)

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

type Props = {
  filter: ListFilter
  onFilter: (filter: ListFilter) => void
}

/** The filters as fields and chips; what they hold is in the address. */
export function ListFilters({ filter, onFilter }: Props) {
  const chosen = filter.state ?? []
  const change = (part: ListFilter) => onFilter({ ...filter, ...part })
  return (
    <div className={classes.filters}>
      <SearchField
        label="Search names and SQL"
        command={{ label: 'Search the executions', group: 'Executions' }}
        value={filter.search}
        least={MIN_SEARCH}
        onSearch={(search) => onFilter({ ...filter, search })}
      />
      <Select
        aria-label="Add a state to the filter"
        placeholder="State"
        className={classes.state}
        value={null}
        data={states
          .filter((state) => !chosen.includes(state))
          .map((state) => ({ value: state, label: stateWord(state) }))}
        onChange={(state) => {
          const added = states.find((candidate) => candidate === state)
          if (added) change({ state: [...chosen, added] })
        }}
      />
      <DayRange what="Asked for" days={filter} onDays={change} />
      {filter.person === undefined && (
        <CommandButton
          command={{ label: 'Show mine', group: 'Executions' }}
          variant="default"
          onClick={() => change({ person: 'me' })}
        >
          Mine
        </CommandButton>
      )}
      {chosen.map((state) => (
        <FilterChip
          key={state}
          label={stateWord(state)}
          onRemove={() => {
            const left = chosen.filter((other) => other !== state)
            change({ state: left.length > 0 ? left : undefined })
          }}
        />
      ))}
      {filter.query && (
        <FilterChip label="One query" onRemove={() => change({ query: undefined })} />
      )}
      {filter.person && (
        <FilterChip
          label={filter.person === 'me' ? 'Mine' : 'One person'}
          onRemove={() => change({ person: undefined })}
        />
      )}
      {isFiltered(filter) && <ClearFilters onClear={() => onFilter({})} />}
    </div>
  )
}
