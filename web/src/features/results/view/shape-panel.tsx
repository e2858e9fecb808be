import { Checkbox, MultiSelect, Select } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useState } from 'react'
import type { Result, ViewAggregate } from '@/api/executions'
import { CommandButton, CommandIcon } from '@/ui/command-button'
import { groupBy, type View } from '../model/view'
import { ComputeForm } from './compute-form'
import classes from './view.module.css'

type Props = {
  executionId: string
  result: Result
  view: View
  onView: (view: View) => void
  onClose: () => void
}

type Option = { value: string; label: string }

const functions: { value: ViewAggregate['function']; label: string }[] = [
  { value: 'count', label: 'Count' },
  { value: 'countDistinct', label: 'Different values' },
  { value: 'sum', label: 'Sum' },
  { value: 'min', label: 'Least' },
  { value: 'max', label: 'Greatest' },
  { value: 'mean', label: 'Mean' },
]

/** Rows are counted; every other function needs a column to work on. */
const isWhole = ({ function: name, column }: ViewAggregate) => name === 'count' || !!column

/** Makes other rows and columns of a result: groups, pivots, computed columns. */
export function ShapePanel({ executionId, result, view, onView, onClose }: Props) {
  const columns: Option[] = [
    ...result.columns.map(({ name }, at) => ({ value: `c${at}`, label: name })),
    ...(view.computed ?? []).map(({ name }, at) => ({ value: `x${at}`, label: name })),
  ]
  return (
    <aside className={classes.aside} aria-label="Group and compute">
      <header className={classes.asideHead}>
        <strong>Group and compute</strong>
        <CommandIcon command={{ label: 'Close the groups', group: 'Result' }} onClick={onClose}>
          <IconX size={15} />
        </CommandIcon>
      </header>
      <GroupForm key={JSON.stringify(view.group)} columns={columns} view={view} onView={onView} />
      <ComputeForm executionId={executionId} view={view} onView={onView} />
    </aside>
  )
}

type FormProps = { columns: Option[]; view: View; onView: (view: View) => void }

function GroupForm({ columns, view, onView }: FormProps) {
  const [by, setBy] = useState(view.group?.by ?? [])
  const [pivot, setPivot] = useState(view.group?.pivot ?? null)
  const [subtotals, setSubtotals] = useState(view.group?.subtotals ?? false)
  const [aggregates, setAggregates] = useState<ViewAggregate[]>(
    view.group?.aggregates ?? [{ function: 'count' }],
  )
  const change = (at: number, next: ViewAggregate) => setAggregates(aggregates.with(at, next))
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault()
        const more = { ...(pivot && { pivot }), ...(subtotals && by.length > 0 && { subtotals }) }
        onView(groupBy(view, { by, aggregates, ...more }))
      }}
    >
      <MultiSelect
        label="Group by"
        placeholder={by.length === 0 ? 'One row of everything' : undefined}
        data={columns}
        value={by}
        onChange={setBy}
        maxValues={8}
        searchable
      />
      {aggregates.map((aggregate, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they have no other name, and none keeps a state
        <div key={at} className={classes.ends}>
          <Select
            aria-label={`Function ${at + 1}`}
            data={functions}
            value={aggregate.function}
            onChange={(made) => made && change(at, { ...aggregate, function: made as never })}
          />
          <Select
            aria-label={`Column of function ${at + 1}`}
            placeholder={aggregate.function === 'count' ? 'all rows' : 'Choose a column'}
            clearable={aggregate.function === 'count'}
            data={columns}
            value={aggregate.column ?? null}
            onChange={(column) =>
              change(at, { function: aggregate.function, ...(column && { column }) })
            }
            searchable
          />
        </div>
      ))}
      <div className={classes.ends}>
        <CommandButton
          command={{ label: 'Add a function', group: 'Groups' }}
          variant="default"
          disabled={aggregates.length >= 30}
          onClick={() => setAggregates([...aggregates, { function: 'sum' }])}
        >
          Add a function
        </CommandButton>
        <CommandButton
          command={{ label: 'Remove the last function', group: 'Groups' }}
          variant="default"
          disabled={aggregates.length === 1}
          onClick={() => setAggregates(aggregates.slice(0, -1))}
        >
          Remove the last
        </CommandButton>
      </div>
      <Select
        label="Make columns of the values of"
        placeholder="No pivot"
        data={columns}
        value={pivot}
        onChange={setPivot}
        clearable
        searchable
      />
      <Checkbox
        label="With subtotals"
        checked={subtotals}
        disabled={by.length === 0}
        onChange={(event) => setSubtotals(event.currentTarget.checked)}
      />
      <div className={classes.ends}>
        <CommandButton
          command={{ label: 'Group', group: 'Groups' }}
          type="submit"
          disabled={!aggregates.every(isWhole)}
        >
          Group
        </CommandButton>
        <CommandButton
          command={{ label: 'Show the rows themselves', group: 'Groups' }}
          variant="default"
          disabled={!view.group}
          onClick={() => onView(groupBy(view, undefined))}
        >
          Rows
        </CommandButton>
      </div>
    </form>
  )
}
