import { Select } from '@mantine/core'
import type { ResultViewColumn, ViewAggregate } from '@/api/executions'
import { CommandButton } from '@/ui/command-button'
import classes from '../view/view.module.css'
import { isNumber } from './chart-kinds'

type Props = {
  columns: ResultViewColumn[]
  values: ViewAggregate[]
  most: number
  onValues: (values: ViewAggregate[]) => void
}

const functions: { value: ViewAggregate['function']; label: string }[] = [
  { value: 'sum', label: 'Sum' },
  { value: 'mean', label: 'Mean' },
  { value: 'min', label: 'Least' },
  { value: 'max', label: 'Greatest' },
  { value: 'count', label: 'Count' },
  { value: 'countDistinct', label: 'Different values' },
]

const counts = (name: ViewAggregate['function']) => name === 'count' || name === 'countDistinct'

/** What is measured, and how the values of a column become one. */
export function MeasureFields({ columns, values, most, onValues }: Props) {
  const numbers = columns.filter(isNumber)
  const optionsOf = (list: ResultViewColumn[]) =>
    list.map(({ id, name }) => ({ value: id, label: name }))
  const turned = (value: ViewAggregate, name: ViewAggregate['function']): ViewAggregate => {
    if (name === 'count') return { function: name }
    const able = counts(name) ? columns : numbers
    const kept = able.find(({ id }) => id === value.column) ?? able[0]
    return kept ? { function: name, column: kept.id } : value
  }
  return (
    <>
      {values.map((value, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they have no other name, and none keeps a state
        <div key={at} className={classes.ends}>
          <Select
            aria-label={`How value ${at + 1} is made`}
            data={functions}
            value={value.function}
            onChange={(name) => name && onValues(values.with(at, turned(value, name as never)))}
          />
          <Select
            aria-label={`Column of value ${at + 1}`}
            placeholder={value.function === 'count' ? 'all rows' : 'Choose a column'}
            clearable={value.function === 'count'}
            data={optionsOf(counts(value.function) ? columns : numbers)}
            value={value.column ?? null}
            onChange={(column) =>
              onValues(values.with(at, { function: value.function, ...(column && { column }) }))
            }
            searchable
          />
        </div>
      ))}
      {most > 1 && (
        <div className={classes.ends}>
          <CommandButton
            command={{ label: 'Add a value to the chart', group: 'Chart' }}
            variant="default"
            disabled={values.length >= most}
            onClick={() =>
              onValues([
                ...values,
                turned({ function: 'count' }, numbers.length > 0 ? 'sum' : 'count'),
              ])
            }
          >
            Add a value
          </CommandButton>
          <CommandButton
            command={{ label: 'Remove the last value of the chart', group: 'Chart' }}
            variant="default"
            disabled={values.length <= 1}
            onClick={() => onValues(values.slice(0, -1))}
          >
            Remove the last
          </CommandButton>
        </div>
      )}
    </>
  )
}
