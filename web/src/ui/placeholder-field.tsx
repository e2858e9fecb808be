import { Autocomplete, MultiSelect, Select, TextInput } from '@mantine/core'
import type { Placeholder } from '@/api/queries'
import { type Given, givenOf } from '@/lib/placeholder-values'
import { ListField } from './list-field'
import { RowsField } from './rows-field'

type Props = {
  placeholder: Placeholder
  label: string
  value: Given | undefined
  problem: string | undefined
  /** Whether it takes, or holds, a date such as today-14d that is found when it runs. */
  expression?: 'possible' | 'given'
  /** Names that can stand for an identifier. */
  names?: string[]
  onChange: (value: Given) => void
}

const hints: Partial<Record<Placeholder['type'], string>> = {
  pattern: '% stands for any text, _ for any one character.',
  identifier: 'A plain name of a table or column.',
  timestamp: 'As the data has it; no zone is applied.',
  rows: 'Paste from a spreadsheet, or CSV. An empty cell is NULL.',
}

const inputTypes: Partial<Record<Placeholder['type'], string>> = {
  date: 'date',
  timestamp: 'datetime-local',
}

/** A field for the value of a placeholder, fitting its type. The server checks the value. */
export function PlaceholderField(props: Props) {
  const { placeholder, label, value, problem, expression, names, onChange } = props
  const { type, allowed, description } = placeholder
  const given = givenOf(placeholder, placeholder.default)
  const fallback =
    placeholder.default === undefined ? undefined : `${defaultWords(given)} (default)`
  const common = {
    label,
    description:
      [expression === 'given' && 'Dynamic date.', description, hints[type]]
        .filter(Boolean)
        .join(' ') || undefined,
    error: problem,
  }
  const list = Array.isArray(value) ? value : []
  const text = typeof value === 'string' ? value : ''
  const offers = allowed?.map((entry) => String(entry))

  if (type === 'list') {
    const values = list.filter((entry) => typeof entry === 'string')
    return offers ? (
      <MultiSelect
        {...common}
        placeholder={values.length === 0 ? fallback : undefined}
        data={offers}
        value={values}
        searchable
        limit={200}
        onChange={onChange}
      />
    ) : (
      <ListField {...common} placeholder={fallback} values={values} onChange={onChange} />
    )
  }
  if (type === 'rows') {
    return (
      <RowsField
        {...common}
        columns={placeholder.columns?.map(({ name }) => name) ?? []}
        rows={list.filter((row) => Array.isArray(row))}
        onChange={onChange}
      />
    )
  }
  if (offers || type === 'boolean') {
    return (
      <Select
        {...common}
        placeholder={fallback ?? (offers ? 'Choose' : 'true or false')}
        data={offers ?? ['true', 'false']}
        value={text || null}
        clearable
        searchable={(offers?.length ?? 0) > 8}
        onChange={(choice) => onChange(choice ?? '')}
      />
    )
  }
  if (type === 'identifier') {
    return (
      <Autocomplete
        {...common}
        placeholder={fallback ?? 'dsp_impressions'}
        data={names ?? []}
        limit={40}
        value={text}
        onChange={onChange}
      />
    )
  }
  return (
    <TextInput
      {...common}
      type={(!expression && inputTypes[type]) || 'text'}
      step={type === 'timestamp' ? 1 : undefined}
      inputMode={type === 'number' ? 'decimal' : undefined}
      placeholder={
        fallback ??
        (expression ? '2026-01-31 or today-14d' : type === 'pattern' ? '%spring%' : undefined)
      }
      value={text}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}

function defaultWords(given: Given): string {
  if (!Array.isArray(given)) return given
  const words = given.slice(0, 5).map((entry) => (Array.isArray(entry) ? entry.join(' ') : entry))
  return words.join(', ') + (given.length > 5 ? ', …' : '')
}
