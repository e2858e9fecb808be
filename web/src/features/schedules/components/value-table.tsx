import { useQueries } from '@tanstack/react-query'
import type { Instance } from '@/api/instances'
import { clientPacksQuery, type Pack } from '@/api/packs'
import type { Parameter, Placeholder } from '@/api/queries'
import { packOf } from '@/lib/pack-value'
import { fieldOf } from '@/lib/parameter-values'
import {
  type Given,
  givenOf,
  isEmpty,
  placeholderWords,
  sentValue,
  takesMany,
} from '@/lib/placeholder-values'
import table from '@/ui/data-table.module.css'
import { PackField } from '@/ui/pack-field'
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
  const clientOf = (id: string) => instances.find((known) => known.id === id)?.client.id
  const clients = [...new Set(draft.targets.map(({ instanceId }) => clientOf(instanceId)))]
  const packsFor = usePacksOf(clients)
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
                    packs: packsFor(row.at === null ? clients : [clientOf(row.key)]),
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

/** The packs of clients, for values that are for one of them alone: a pack fills nothing elsewhere. */
function usePacksOf(clients: (string | undefined)[]) {
  const known = clients.filter((id) => id !== undefined)
  const lists = useQueries({ queries: known.map((id) => clientPacksQuery(id)) })
  return (of: (string | undefined)[]): Pack[] => {
    const [only, ...others] = of
    if (only === undefined || others.length > 0) return []
    return (lists[known.indexOf(only)]?.data ?? []).filter(({ hidden }) => !hidden)
  }
}

type FieldProps = {
  label: string
  /** Of all instances; an instance's own shows what it falls back to. */
  common: boolean
  value: Given | undefined
  problem: string | undefined
  /** Those that fill it on every instance that the value is for. */
  packs: Pack[]
  onChange: (value: Given) => void
}

function columnsOf({ parameters, placeholders }: Asked, draft: Draft) {
  return [
    ...parameters.map((parameter) => ({
      key: parameter.name,
      label: parameter.name,
      words: `${parameter.type.toLowerCase()}${parameter.array ? ' list' : ''}`,
      field: ({ common, value, packs, ...field }: FieldProps) => (
        <PackField {...field} value={value} packs={packs} many={parameter.array ?? false}>
          <ParameterField
            {...typing(dates[parameter.type], value, field)}
            parameter={common ? parameter : backed(parameter, draft)}
            value={fieldOf(parameter, shownOf(dates[parameter.type], value))}
          />
        </PackField>
      ),
    })),
    ...placeholders.map(({ placeholder }) => ({
      key: placeholder.name,
      label: placeholder.label || placeholder.name,
      words: placeholderWords(placeholder),
      field: ({ common, value, packs, ...field }: FieldProps) => (
        <PackField {...field} value={value} packs={packs} many={takesMany(placeholder)}>
          <PlaceholderField
            {...typing(dates[placeholder.items ?? placeholder.type], value, field)}
            value={shownOf(dates[placeholder.items ?? placeholder.type], value)}
            placeholder={common ? placeholder : backedPlaceholder(placeholder, draft)}
          />
        </PackField>
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
  field: Omit<FieldProps, 'common' | 'value' | 'packs'>,
) {
  if (!kind) return field
  const { onChange } = field
  return {
    ...field,
    expression: isDynamic(value) ? ('given' as const) : ('possible' as const),
    onChange: (typed: Given) => onChange(eachText(typed, (text) => draftText(kind, text))),
  }
}

/** What stands in the field of an instance while all are filled with a pack. */
const PACKED = 'what the pack holds'

/** A parameter whose default is what all instances have. */
function backed(parameter: Parameter, { fields }: Draft): Parameter {
  const given = fields[parameter.name]
  if (packOf(given) !== undefined)
    return { ...parameter, default: parameter.array ? [PACKED] : PACKED }
  return given === undefined || isEmpty(given)
    ? parameter
    : { ...parameter, default: eachText(given, expressionOf) }
}

function backedPlaceholder(placeholder: Placeholder, { fields }: Draft): Placeholder {
  const given = fields[placeholder.name]
  if (given === undefined || isEmpty(given)) return placeholder
  if (packOf(given) !== undefined)
    return { ...placeholder, default: placeholder.type === 'list' ? [PACKED] : PACKED }
  return {
    ...placeholder,
    default: sentValue(placeholder, givenOf(placeholder, eachText(given, expressionOf))),
  }
}
