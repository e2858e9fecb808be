import type { Instance } from '@/api/instances'
import type { Parameter, Placeholder } from '@/api/queries'
import { fieldOf } from '@/lib/parameter-values'
import { type Given, givenOf, isEmpty, placeholderWords, sentValue } from '@/lib/placeholder-values'
import table from '@/ui/data-table.module.css'
import { ParameterField } from '@/ui/parameter-field'
import { PlaceholderField } from '@/ui/placeholder-field'
import { type Asked, type Draft, type Problems, withField } from '../model/draft'
import { type DynamicKind, draftText, eachText, expressionOf, isDynamic } from '../model/dynamic'
import { valueProblem } from '../model/problems'
import classes from './value-table.module.css'

type Props = {
  draft: Draft
  asked: Asked
  instances: Instance[]
  problems: Problems
  onChange: (draft: Draft) => void
}

/** Values of the query: one for all instances, and where an instance needs it, its own. */
export function ValueTable({ draft, asked, instances, problems, onChange }: Props) {
  const columns = columnsOf(asked, draft)
  const name = (id: string) => {
    const instance = instances.find((known) => known.id === id)
    return instance ? `${instance.client.name} · ${instance.name}` : id
  }
  const rows = [
    { key: 'all', at: null, words: 'All instances', fields: draft.fields },
    ...draft.targets.map(({ instanceId, fields }, at) => ({
      key: instanceId,
      at,
      words: name(instanceId),
      fields,
    })),
  ]
  // With one instance there is nothing to tell apart, unless it has its own.
  const shown = rows.filter(
    ({ at, fields }) => at === null || draft.targets.length > 1 || Object.keys(fields).length > 0,
  )
  return (
    <div className={table.scroll}>
      <table className={`${table.table} ${classes.values}`}>
        <thead>
          <tr>
            <th>Instance</th>
            {columns.map(({ key, label, words }) => (
              <th key={key}>
                {label} <span className={classes.type}>{words}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((row) => (
            <tr key={row.key} data-common={row.at === null || undefined}>
              <th scope="row">{row.words}</th>
              {columns.map((column) => (
                <td key={column.key} data-label={column.label}>
                  {column.field({
                    label: `${column.label}, ${row.words}`,
                    common: row.at === null,
                    value: row.fields[column.key],
                    problem: valueProblem(problems, row.at, column.key),
                    onChange: (value) => onChange(withField(draft, row.at, column.key, value)),
                  })}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

type FieldProps = {
  label: string
  /** Of all instances; an instance's own shows what it falls back to. */
  common: boolean
  value: Given | undefined
  problem: string | undefined
  onChange: (value: Given) => void
}

function columnsOf({ parameters, placeholders }: Asked, draft: Draft) {
  return [
    ...parameters.map((parameter) => ({
      key: parameter.name,
      label: parameter.name,
      words: `${parameter.type.toLowerCase()}${parameter.array ? ' list' : ''}`,
      field: ({ common, value, ...field }: FieldProps) => (
        <ParameterField
          {...typing(dates[parameter.type], value, field)}
          parameter={common ? parameter : backed(parameter, draft)}
          value={fieldOf(parameter, shownOf(dates[parameter.type], value))}
        />
      ),
    })),
    ...placeholders.map(({ placeholder }) => ({
      key: placeholder.name,
      label: placeholder.label || placeholder.name,
      words: placeholderWords(placeholder),
      field: ({ common, value, ...field }: FieldProps) => (
        <PlaceholderField
          {...typing(dates[placeholder.items ?? placeholder.type], value, field)}
          value={shownOf(dates[placeholder.items ?? placeholder.type], value)}
          placeholder={common ? placeholder : backedPlaceholder(placeholder, draft)}
        />
      ),
    })),
  ]
}

/** Types of parameters and placeholders that take a dynamic date. */
const dates: Partial<Record<string, DynamicKind>> = {
  DATE: 'date',
  TIMESTAMP: 'timestamp',
  date: 'date',
  timestamp: 'timestamp',
}

const shownOf = (kind: DynamicKind | undefined, value: Given | undefined) =>
  kind && value !== undefined ? eachText(value, expressionOf) : value

/** What a field of dates needs to take expressions, too. */
function typing(
  kind: DynamicKind | undefined,
  value: Given | undefined,
  field: Omit<FieldProps, 'common' | 'value'>,
) {
  if (!kind) return field
  const { onChange } = field
  return {
    ...field,
    expression: isDynamic(value) ? ('given' as const) : ('possible' as const),
    onChange: (typed: Given) => onChange(eachText(typed, (text) => draftText(kind, text))),
  }
}

/** A parameter whose default is what all instances have. */
function backed(parameter: Parameter, { fields }: Draft): Parameter {
  const given = fields[parameter.name]
  return given === undefined || isEmpty(given)
    ? parameter
    : { ...parameter, default: eachText(given, expressionOf) }
}

function backedPlaceholder(placeholder: Placeholder, { fields }: Draft): Placeholder {
  const given = fields[placeholder.name]
  if (given === undefined || isEmpty(given)) return placeholder
  return {
    ...placeholder,
    default: sentValue(placeholder, givenOf(placeholder, eachText(given, expressionOf))),
  }
}
