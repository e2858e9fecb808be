import { Checkbox, Select, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { ViewFilter } from '@/api/executions'
import { CommandButton } from '@/ui/command-button'
import {
  type Choice,
  choicesOf,
  draftOf,
  draftProblem,
  type FilterDraft,
  filterOf,
  isChosen,
  toggled,
} from '../model/filter-draft'
import type { GridColumn } from '../model/grid-column'
import type { View } from '../model/view'
import { ValueList } from './value-list'
import classes from './view.module.css'

type Props = {
  executionId: string
  /** What else is on: its computed columns have values too. */
  view: View
  column: GridColumn
  /** How many digits further left the point of its numbers is shown. */
  shift: number
  /** Writes its values as the grid does, after a sample of them. */
  writer: (sample: (string | null)[]) => (value: string) => string
  /** The filters of the column that are on. */
  filters: ViewFilter[]
  onFilter: (filter: ViewFilter | null) => void
}

/** Which rows to keep by the values of one column. */
export function FilterForm(props: Props) {
  const { executionId, view, column, shift, writer, filters, onFilter } = props
  const { id, name, stored } = column
  const [draft, setDraft] = useState(() => draftOf(filters, shift))
  const [problem, setProblem] = useState<string | null>(null)
  const change = (part: Partial<FilterDraft>) => {
    setProblem(null)
    setDraft((old) => ({ ...old, ...part }))
  }
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault()
        const wrong = draftProblem(draft, stored)
        setProblem(wrong)
        if (!wrong) onFilter(filterOf(id, draft, stored, shift))
      }}
    >
      <Select
        label="Keep rows whose value"
        data={choicesOf(stored)}
        value={draft.choice}
        onChange={(choice) => choice && change({ choice: choice as Choice })}
        comboboxProps={{ withinPortal: false }}
      />
      {(draft.choice === 'in' || draft.choice === 'notIn') && (
        <ValueList
          executionId={executionId}
          view={view}
          column={id}
          writer={writer}
          isChosen={(value) => isChosen(draft, value, shift)}
          onToggle={(value) => {
            setProblem(null)
            setDraft((old) => toggled(old, value, shift))
          }}
        />
      )}
      <FilterFields stored={stored} draft={draft} problem={problem} onChange={change} />
      {shift !== 0 && ['range', 'in', 'notIn'].includes(draft.choice) && (
        <span className="quiet">{shift < 0 ? 'In per cent.' : 'In the currency.'}</span>
      )}
      <CommandButton command={{ label: 'Filter', subject: name, group: 'Column' }} type="submit">
        Apply
      </CommandButton>
    </form>
  )
}

type FieldsProps = {
  stored: GridColumn['stored']
  draft: FilterDraft
  problem: string | null
  onChange: (part: Partial<FilterDraft>) => void
}

function FilterFields({ stored, draft, problem, onChange }: FieldsProps) {
  const isTime = stored === 'date' || stored === 'timestamp'
  switch (draft.choice) {
    case 'range': {
      const type = isTime ? 'date' : 'text'
      const mode = isTime ? undefined : 'decimal'
      return (
        <>
          <div className={classes.ends}>
            <TextInput
              label="From"
              type={type}
              inputMode={mode}
              value={draft.from}
              error={problem}
              onChange={(event) => onChange({ from: event.currentTarget.value })}
            />
            <TextInput
              label="To"
              type={type}
              inputMode={mode}
              value={draft.to}
              onChange={(event) => onChange({ to: event.currentTarget.value })}
            />
          </div>
          {stored === 'timestamp' && <span className="quiet">Days in UTC, both included.</span>}
        </>
      )
    }
    case 'in':
    case 'notIn':
      return (
        <Textarea
          label="Values, one a line"
          autosize
          minRows={2}
          maxRows={6}
          value={draft.text}
          error={problem}
          onChange={(event) => onChange({ text: event.currentTarget.value })}
        />
      )
    case 'contains':
    case 'notContains':
    case 'starts':
      return (
        <>
          <TextInput
            label="Text"
            value={draft.text}
            error={problem}
            onChange={(event) => onChange({ text: event.currentTarget.value })}
          />
          <Checkbox
            label="Small and capital letters are the same"
            checked={draft.ignoreCase}
            onChange={(event) => onChange({ ignoreCase: event.currentTarget.checked })}
          />
        </>
      )
    default:
      return null
  }
}
