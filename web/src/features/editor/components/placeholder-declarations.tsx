import { Select, TextInput } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import type { FoundPlaceholder, Placeholder } from '@/api/queries'
import {
  askedPlaceholders,
  givenOf,
  isEmpty,
  placeholderWords,
  sentValue,
} from '@/lib/placeholder-values'
import { CommandButton, CommandIcon } from '@/ui/command-button'
import { ListField } from '@/ui/list-field'
import { PlaceholderField } from '@/ui/placeholder-field'
import classes from './parameter-declarations.module.css'

const types: { value: Placeholder['type']; label: string }[] = [
  { value: 'string', label: 'text' },
  { value: 'number', label: 'number' },
  { value: 'date', label: 'date' },
  { value: 'timestamp', label: 'time' },
  { value: 'boolean', label: 'true or false' },
  { value: 'list', label: 'list (IN)' },
  { value: 'rows', label: 'rows (VALUES)' },
  { value: 'pattern', label: 'pattern (LIKE)' },
  { value: 'identifier', label: 'table or column' },
]

const scalars: NonNullable<Placeholder['items']>[] = [
  'string',
  'number',
  'date',
  'timestamp',
  'boolean',
]

type Props = {
  placeholders: Placeholder[]
  /** Those that stand in the text, as the server reads it. */
  found: FoundPlaceholder[]
  onChange: (placeholders: Placeholder[]) => void
}

/** What is asked for {{name}} of the SQL: those declared, and an offer for the others. */
export function PlaceholderDeclarations({ placeholders, found, onChange }: Props) {
  const loose = askedPlaceholders(placeholders, found).filter(({ declared }) => !declared)
  return (
    <section className={classes.list} aria-label="Placeholders">
      <h3 className={classes.heading}>Placeholders</h3>
      <p className={classes.help}>
        A placeholder, <code>{'{{name}}'}</code>, is filled before the SQL is sent; a parameter is
        sent beside it and Amazon fills it.
      </p>
      {loose.map(({ placeholder }) => (
        <div key={placeholder.name} className={classes.offer}>
          <span>
            <code>{`{{${placeholder.name}}}`}</code>
            <span className="quiet"> {placeholderWords(placeholder)}</span>
          </span>
          <CommandButton
            command={{ label: 'Declare', subject: placeholder.name, group: 'Query' }}
            size="compact-xs"
            variant="default"
            leftSection={<IconPlus size={12} />}
            onClick={() => onChange([...placeholders, placeholder])}
          >
            Declare
          </CommandButton>
        </div>
      ))}
      {placeholders.map((placeholder, index) => (
        <Declaration
          // biome-ignore lint/suspicious/noArrayIndexKey: the name is what is being edited, so only the place is stable
          key={index}
          placeholder={placeholder}
          taken={placeholders.some((other, at) => at !== index && other.name === placeholder.name)}
          onChange={(part) => onChange(placeholders.with(index, { ...placeholder, ...part }))}
          onRemove={() => onChange(placeholders.toSpliced(index, 1))}
        />
      ))}
      {loose.length === 0 && placeholders.length === 0 && (
        <p className={classes.help}>
          Write <code>campaign_id IN ({'{{ids}}'})</code> in the SQL and declare it here.
        </p>
      )}
    </section>
  )
}

type DeclarationProps = {
  placeholder: Placeholder
  taken: boolean
  onChange: (part: Partial<Placeholder>) => void
  onRemove: () => void
}

function Declaration({ placeholder, taken, onChange, onRemove }: DeclarationProps) {
  const { name, type, items, allowed } = placeholder
  return (
    <fieldset className={classes.declaration}>
      <legend className="visually-hidden">Placeholder {name}</legend>
      <div className={classes.row}>
        <TextInput
          aria-label="Name"
          value={name}
          error={taken ? 'is declared twice' : undefined}
          onChange={(event) => onChange({ name: event.currentTarget.value })}
        />
        <CommandIcon
          command={{ label: 'Remove placeholder', subject: name, group: 'Query' }}
          onClick={onRemove}
        >
          <IconTrash size={15} />
        </CommandIcon>
      </div>
      <div className={classes.pair}>
        <Select
          aria-label="Type"
          value={type}
          data={types}
          allowDeselect={false}
          onChange={(chosen) =>
            onChange({
              type: types.find(({ value }) => value === chosen)?.value ?? type,
              items: chosen === 'list' ? 'string' : undefined,
              columns: undefined,
              default: undefined,
              allowed: undefined,
            })
          }
        />
        {type === 'list' && (
          <Select
            aria-label="Type of the entries"
            value={items ?? 'string'}
            data={scalars.map((value) => ({
              value,
              label: `of ${types.find((t) => t.value === value)?.label}s`,
            }))}
            allowDeselect={false}
            onChange={(chosen) =>
              onChange({
                items: scalars.find((value) => value === chosen),
                default: undefined,
                allowed: undefined,
              })
            }
          />
        )}
        {type === 'rows' && (
          <ColumnsField placeholder={placeholder} onChange={(columns) => onChange({ columns })} />
        )}
      </div>
      <TextInput
        aria-label="Label"
        placeholder="Label, such as Campaigns"
        value={placeholder.label ?? ''}
        onChange={(event) => onChange({ label: event.currentTarget.value || undefined })}
      />
      <TextInput
        aria-label="Description"
        placeholder="What to fill in"
        value={placeholder.description ?? ''}
        onChange={(event) => onChange({ description: event.currentTarget.value || undefined })}
      />
      <PlaceholderField
        placeholder={{ ...placeholder, description: undefined, default: undefined }}
        label="Default"
        value={givenOf(placeholder, placeholder.default)}
        problem={undefined}
        onChange={(given) =>
          onChange({ default: isEmpty(given) ? undefined : sentValue(placeholder, given) })
        }
      />
      {type !== 'rows' && type !== 'boolean' && (
        <ListField
          label="Values on offer"
          description={undefined}
          error={undefined}
          placeholder="Any value"
          values={(allowed ?? []).map((value) => String(value))}
          onChange={(values) => onChange({ allowed: values.length === 0 ? undefined : values })}
        />
      )}
    </fieldset>
  )
}

type ColumnsProps = {
  placeholder: Placeholder
  onChange: (columns: Placeholder['columns']) => void
}

function ColumnsField({ placeholder, onChange }: ColumnsProps) {
  const [text, setText] = useState(() => columnsText(placeholder))
  return (
    <TextInput
      aria-label="Columns"
      placeholder="asin, rank number"
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value)
        onChange(columnsOf(event.currentTarget.value))
      }}
    />
  )
}

function columnsText({ columns }: Placeholder): string {
  return (columns ?? [])
    .map((column) => (column.type === 'string' ? column.name : `${column.name} ${column.type}`))
    .join(', ')
}

/** "asin, rank number": names, each with its type where it is not text. */
function columnsOf(text: string): Placeholder['columns'] {
  if (text.trim() === '') return undefined
  return text.split(',').map((part) => {
    const [name = '', type] = part.trimStart().split(' ')
    return { name, type: scalars.find((known) => known === type) ?? 'string' }
  })
}
