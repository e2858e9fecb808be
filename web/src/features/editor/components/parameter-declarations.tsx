import { Checkbox, Select, TextInput } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import type { Parameter } from '@/api/queries'
import { type FieldText, fieldText, parseField } from '@/lib/parameter-values'
import { CommandButton, CommandIcon } from '@/ui/command-button'
import { ParameterField } from '@/ui/parameter-field'
import classes from './parameter-declarations.module.css'

const types: Parameter['type'][] = [
  'STRING',
  'INTEGER',
  'LONG',
  'SHORT',
  'BYTE',
  'DECIMAL',
  'DOUBLE',
  'FLOAT',
  'BOOLEAN',
  'DATE',
  'TIMESTAMP',
]

type Props = { parameters: Parameter[]; onChange: (parameters: Parameter[]) => void }

/** What a query asks for when it runs: name, type, default. */
export function ParameterDeclarations({ parameters, onChange }: Props) {
  const change = (index: number, part: Partial<Parameter>) =>
    onChange(
      parameters.map((parameter, at) => (at === index ? { ...parameter, ...part } : parameter)),
    )
  return (
    <div className={classes.list}>
      {parameters.map((parameter, index) => (
        <Declaration
          // biome-ignore lint/suspicious/noArrayIndexKey: the name is what is being edited, so only the place is stable
          key={index}
          parameter={parameter}
          taken={parameters.some((other, at) => at !== index && other.name === parameter.name)}
          onChange={(part) => change(index, part)}
          onRemove={() => onChange(parameters.filter((_, at) => at !== index))}
        />
      ))}
      <CommandButton
        command={{ label: 'Declare a parameter', group: 'Query' }}
        variant="default"
        leftSection={<IconPlus size={14} />}
        onClick={() =>
          onChange([...parameters, { name: freshName(parameters), type: 'STRING', array: false }])
        }
      >
        Declare a parameter
      </CommandButton>
      <p className={classes.help}>
        In SQL: <code>CUSTOM_PARAMETER('{parameters[0]?.name ?? 'name'}')</code>
      </p>
    </div>
  )
}

type DeclarationProps = {
  parameter: Parameter
  taken: boolean
  onChange: (part: Partial<Parameter>) => void
  onRemove: () => void
}

function Declaration({ parameter, taken, onChange, onRemove }: DeclarationProps) {
  function changeDefault(text: FieldText) {
    const empty = text.length === 0
    const parsed = empty ? null : parseField({ ...parameter, default: undefined }, text)
    // What cannot be read yet is kept as typed, and the server refuses it by name.
    onChange({ default: parsed === null ? undefined : parsed.ok ? parsed.value : text })
  }
  const text = fieldText(parameter, parameter.default)
  const parsed = parseField({ ...parameter, default: undefined }, text)
  return (
    <fieldset className={classes.declaration}>
      <legend className="visually-hidden">Parameter {parameter.name}</legend>
      <div className={classes.row}>
        <TextInput
          aria-label="Name"
          value={parameter.name}
          error={nameProblem(parameter.name, taken)}
          onChange={(event) => onChange({ name: event.currentTarget.value })}
        />
        <CommandIcon
          command={{ label: 'Remove', subject: parameter.name, group: 'Query' }}
          onClick={onRemove}
        >
          <IconTrash size={15} />
        </CommandIcon>
      </div>
      <div className={classes.kind}>
        <Select
          aria-label="Type"
          value={parameter.type}
          data={types}
          onChange={(type) =>
            onChange({ type: types.find((known) => known === type), default: undefined })
          }
        />
        <Checkbox
          label="A list of values"
          checked={parameter.array}
          onChange={(event) => onChange({ array: event.currentTarget.checked, default: undefined })}
        />
      </div>
      <ParameterField
        parameter={{ ...parameter, default: undefined }}
        label="Default"
        value={text}
        problem={parsed && !parsed.ok ? parsed.problem : undefined}
        onChange={changeDefault}
      />
    </fieldset>
  )
}

function nameProblem(name: string, taken: boolean): string | undefined {
  if (taken) return 'is declared twice'
  return /^[A-Za-z_]\w*$/.test(name) ? undefined : 'letters, digits and _ only'
}

function freshName(parameters: Parameter[]): string {
  for (let number = parameters.length + 1; ; number++) {
    const name = `parameter_${number}`
    if (!parameters.some((parameter) => parameter.name === name)) return name
  }
}
