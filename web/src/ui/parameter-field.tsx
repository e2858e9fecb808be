import { Select, TextInput } from '@mantine/core'
import type { Parameter } from '@/api/queries'
import { type FieldText, fieldText } from '@/lib/parameter-values'
import { ListField } from './list-field'

type Props = {
  parameter: Parameter
  label: string
  value: FieldText
  problem: string | undefined
  /** Whether it takes, or holds, a date such as today-14d that is found when it runs. */
  expression?: 'possible' | 'given'
  onChange: (value: FieldText) => void
}

const inputTypes: Partial<Record<Parameter['type'], string>> = {
  DATE: 'date',
  TIMESTAMP: 'datetime-local',
}

const numeric: ReadonlySet<string> = new Set([
  'INTEGER',
  'LONG',
  'SHORT',
  'BYTE',
  'DECIMAL',
  'DOUBLE',
  'FLOAT',
])

/** A field for one declared parameter, fitting its type. */
export function ParameterField(props: Props) {
  const { parameter, label, value, problem, expression, onChange } = props
  const placeholder =
    parameter.default === undefined ? undefined : `${defaultWords(parameter)} (default)`
  const hint = expression === 'given' ? 'Dynamic date' : ''
  const common = {
    label,
    description: [hint, parameter.description].filter(Boolean).join(' · ') || undefined,
    error: problem,
  }

  if (parameter.array) {
    return (
      <ListField
        {...common}
        placeholder={placeholder}
        values={Array.isArray(value) ? value : []}
        onChange={onChange}
      />
    )
  }
  const text = typeof value === 'string' ? value : ''
  if (parameter.type === 'BOOLEAN') {
    return (
      <Select
        {...common}
        placeholder={placeholder ?? 'true or false'}
        data={['true', 'false']}
        value={text || null}
        clearable
        onChange={(choice) => onChange(choice ?? '')}
      />
    )
  }
  return (
    <TextInput
      {...common}
      type={(!expression && inputTypes[parameter.type]) || 'text'}
      step={parameter.type === 'TIMESTAMP' ? 1 : undefined}
      inputMode={numeric.has(parameter.type) ? 'decimal' : undefined}
      placeholder={placeholder ?? (expression && '2026-01-31 or today-14d')}
      value={text}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}

function defaultWords(parameter: Parameter): string {
  const text = fieldText(parameter, parameter.default)
  return Array.isArray(text) ? text.join(', ') : text
}
