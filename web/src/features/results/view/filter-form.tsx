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
import type { Shown } from '../model/view-words'
import { ValueList } from './value-list'
import classes from './view.module.css'

type Props = {
  executionId: string
  /** What else is on: its computed columns have values too. */
  view: View
  column: GridColumn
  /** How the grid shows its values. */
  shown: Shown
  /** Writes its values as the grid does, after a sample of them. */
  writer: (sample: (string | null)[]) => (value: string) => string
  /** The filters of the column that are on. */
  filters: ViewFilter[]
  onFilter: (filter: ViewFilter | null) => void
}

/** Which rows to keep by the values of one column. */
export function FilterForm(props: Props) {
  const { executionId, view, column, shown, writer, filters, onFilter } = props
  const { id, name, stored } = column
  const { shift, zone = 'UTC' } = shown
  const [draft, setDraft] = useState(() => draftOf(filters, { shift, zone }))
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
        if (!wrong) onFilter(filterOf(id, draft, stored, { shift, zone }))
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
      <WrittenIn shown={shown} stored={stored} choice={draft.choice} />
      <CommandButton command={{ label: 'Filter', subject: name, group: 'Column' }} type="submit">
        Apply
      </CommandButton>
    </form>
  )
}

type InProps = { shown: Shown; stored: GridColumn['stored']; choice: Choice }

/** What the numbers or days that are asked for count, or the clocks they are of. */
function WrittenIn({ shown: { unit }, stored, choice }: InProps) {
  const words = () => {
    if (stored === 'timestamp' && choice !== 'range') return 'As stored, in UTC.'
    if (stored === 'timestamp') return `Days in ${zoneWords(unit)}, both included.`
    if (stored === 'date') return unit && `Days in ${zoneWords(unit)}.`
    if (unit === '%') return 'In per cent.'
    return unit && `In ${unit === 'currency' ? 'the currency' : unit}.`
  }
  const said = ['range', 'in', 'notIn'].includes(choice) && words()
  return said ? <span className="quiet">{said}</span> : null
}

/** "the advertiser’s zone" beside "Europe/Berlin". */
const zoneWords = (unit: string) => (unit.includes(' ') ? `the ${unit}` : unit)

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
