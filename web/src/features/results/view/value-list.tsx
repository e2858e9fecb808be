import { Checkbox, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { rowsQuery } from '@/api/executions'
import { count } from '@/lib/number'
import { ProblemPanel } from '@/ui/problem-panel'
import { SkeletonRows } from '@/ui/skeleton-rows'
import { mostFrequent, SHOWN } from '../model/most-frequent'
import type { View } from '../model/view'
import classes from './view.module.css'

type Props = {
  executionId: string
  /** The view whose computed columns the values may be of. */
  view: View
  column: string
  /** Writes stored values as the grid does, after a sample of them. */
  writer: (sample: (string | null)[]) => (value: string) => string
  isChosen: (value: string | null) => boolean
  onToggle: (value: string | null) => void
}

/** The most frequent values of a column in the whole result, to choose from, with how many rows have each. */
export function ValueList(props: Props) {
  const { executionId, view, column, writer, isChosen, onToggle } = props
  const [search, setSearch] = useState('')
  const [asked] = useDebouncedValue(search, 250)
  const found = useQuery({
    ...rowsQuery(executionId, {
      view: mostFrequent(view, column, asked),
      offset: 0,
      limit: SHOWN,
    }),
    placeholderData: keepPreviousData,
  })
  const rows = found.data?.rows ?? []
  const total = found.data?.total ?? 0
  const write = writer(rows.map(([value = null]) => value))
  return (
    <div className={classes.values}>
      <TextInput
        label="Search the values, as stored"
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
      />
      {found.isPending && <SkeletonRows rows={4} height={20} />}
      {found.isError && <ProblemPanel title="The values could not be read" error={found.error} />}
      <ul className={classes.choices} aria-label="Most frequent values">
        {rows.map(([value = null, times]) => (
          <li key={value === null ? 'null' : `=${value}`} title={storedWords(value, write)}>
            <Checkbox
              size="xs"
              label={words(value, write)}
              checked={isChosen(value)}
              onChange={() => onToggle(value)}
            />
            <span className="num quiet">{count(Number(times))}</span>
          </li>
        ))}
      </ul>
      {found.data && rows.length === 0 && <p className="quiet">No value holds this text.</p>}
      {total > rows.length && (
        <p className="quiet num">
          {count(rows.length)} of {count(total)} values. Search for the others.
        </p>
      )}
    </div>
  )
}

function words(value: string | null, write: (value: string) => string): string {
  if (value === null) return 'NULL'
  return value === '' ? '(empty text)' : write(value)
}

/** What is stored, where another text stands for it. */
function storedWords(value: string | null, write: (value: string) => string) {
  return value && write(value) !== value ? `Stored: ${value}` : undefined
}
