import { Select, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { type RefObject, useState } from 'react'
import { type ExecutionFilter, type ExecutionState, MIN_SEARCH } from '@/api/executions'
import { ClearFilters } from '@/ui/clear-filters'
import { CommandButton } from '@/ui/command-button'
import { DayRange } from '@/ui/day-range'
import { FilterChip } from '@/ui/filter-chip'
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
  field: RefObject<HTMLInputElement | null>
  onFilter: (filter: ListFilter) => void
}

/** The filters as fields and chips; what they hold is in the address. */
export function ListFilters({ filter, field, onFilter }: Props) {
  const chosen = filter.state ?? []
  const change = (part: ListFilter) => onFilter({ ...filter, ...part })
  return (
    <div className={classes.filters}>
      <SearchField filter={filter} field={field} onFilter={onFilter} />
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

function SearchField({ filter, field, onFilter }: Props) {
  const [{ text, of }, setText] = useState({ text: filter.search ?? '', of: filter.search })
  // The address changed by other means, such as the browser's back.
  if (of !== filter.search && text.trim() !== (filter.search ?? '')) {
    setText({ text: filter.search ?? '', of: filter.search })
  }
  const search = useDebouncedCallback((words: string) => {
    const wanted = words.trim()
    if (wanted === (filter.search ?? '')) return
    if (wanted === '' || wanted.length >= MIN_SEARCH) {
      onFilter({ ...filter, search: wanted || undefined })
    }
  }, 250)
  const tooShort = text.trim() !== '' && text.trim().length < MIN_SEARCH
  return (
    <TextInput
      ref={field}
      className={classes.search}
      leftSection={<IconSearch size={14} />}
      placeholder="Search names and SQL"
      aria-label="Search names and SQL"
      rightSectionWidth={tooShort ? 110 : undefined}
      rightSection={tooShort ? <span className={classes.bound}>{MIN_SEARCH} letters</span> : null}
      value={text}
      onChange={(event) => {
        setText({ text: event.currentTarget.value, of: filter.search })
        search(event.currentTarget.value)
      }}
    />
  )
}
