import { Checkbox, Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Instance } from '@/api/instances'
import { instancePacksQuery } from '@/api/packs'
import type { Parameter, Placeholder } from '@/api/queries'
import { fieldOf } from '@/lib/parameter-values'
import { type Given, placeholderWords, takesMany } from '@/lib/placeholder-values'
import { CommandButton } from '@/ui/command-button'
import { PackField } from '@/ui/pack-field'
import { ParameterField } from '@/ui/parameter-field'
import { PlaceholderField } from '@/ui/placeholder-field'
import type { RunSettings } from './model/window-choice'
import classes from './run-panel.module.css'
import type { Asked } from './use-run'
import { WindowPicker } from './window-picker'

type Props = {
  instances: Instance[]
  asked: Asked
  /** Names of tables and columns, for placeholders that stand for one. */
  names: string[]
  settings: RunSettings
  /** Shown beside the fields once somebody tried to run. */
  problems: Record<string, string>
  onChange: (settings: RunSettings) => void
  /** Absent for who may not change the query. */
  onDeclare: ((placeholder: Placeholder) => void) | undefined
}

/** Everything one run needs: where, with what, over which time. */
export function RunPanel(props: Props) {
  const { instances, asked, names, settings, problems, onChange, onDeclare } = props
  const { parameters, placeholders } = asked
  const { data: packs = [] } = useQuery({
    ...instancePacksQuery(settings.instanceId ?? ''),
    enabled: settings.instanceId !== undefined && parameters.length + placeholders.length > 0,
  })
  const setField = (name: string, value: Given) =>
    onChange({ ...settings, fields: { ...settings.fields, [name]: value } })
  return (
    <div className={classes.panel}>
      {settings.repeats && (
        <p className={classes.repeats}>
          Runs with changes what{' '}
          <Link to="/executions/$executionId" params={{ executionId: settings.repeats }}>
            an earlier execution
          </Link>{' '}
          ran.
        </p>
      )}
      <Select
        label="Instance"
        placeholder="Choose an instance"
        searchable
        nothingFoundMessage="No instance matches"
        value={settings.instanceId ?? null}
        error={problems.instance}
        data={grouped(instances)}
        onChange={(instanceId) => onChange({ ...settings, instanceId: instanceId ?? undefined })}
      />
      <WindowPicker
        window={settings.window}
        onChange={(window) => onChange({ ...settings, window })}
      />
      {parameters.length + placeholders.length > 0 && (
        <fieldset className={classes.fields}>
          <legend>Values</legend>
          {parameters.map((parameter) => (
            <div key={parameter.name}>
              <PackField
                label={parameterLabel(parameter)}
                many={parameter.array ?? false}
                value={settings.fields[parameter.name]}
                problem={problems[parameter.name]}
                packs={packs}
                onChange={(value) => setField(parameter.name, value)}
              >
                <ParameterField
                  parameter={parameter}
                  label={parameterLabel(parameter)}
                  value={fieldOf(parameter, settings.fields[parameter.name])}
                  problem={problems[parameter.name]}
                  onChange={(value) => setField(parameter.name, value)}
                />
              </PackField>
            </div>
          ))}
          {placeholders.map(({ placeholder, declared }) => (
            <div key={placeholder.name}>
              <PackField
                label={placeholderLabel(placeholder)}
                many={takesMany(placeholder)}
                value={settings.fields[placeholder.name]}
                problem={problems[placeholder.name]}
                packs={packs}
                onChange={(value) => setField(placeholder.name, value)}
              >
                <PlaceholderField
                  placeholder={placeholder}
                  label={placeholderLabel(placeholder)}
                  value={settings.fields[placeholder.name]}
                  problem={problems[placeholder.name]}
                  names={names}
                  onChange={(value) => setField(placeholder.name, value)}
                />
              </PackField>
              {!declared && (
                <p className={classes.loose}>
                  <span>Not declared: typed by its place.</span>
                  {onDeclare && (
                    <CommandButton
                      command={{ label: 'Declare', subject: placeholder.name, group: 'Query' }}
                      size="compact-xs"
                      variant="subtle"
                      onClick={() => onDeclare(placeholder)}
                    >
                      Declare
                    </CommandButton>
                  )}
                </p>
              )}
            </div>
          ))}
        </fieldset>
      )}
      <Checkbox
        label="Keep suppressed rows"
        description="Rows of too few users stay, without the values that would show them, and are marked. Else AMC removes them and does not say how many."
        checked={settings.keepSuppressed ?? false}
        onChange={(event) =>
          onChange({ ...settings, keepSuppressed: event.currentTarget.checked || undefined })
        }
      />
    </div>
  )
}

const parameterLabel = ({ name, type, array }: Parameter) =>
  `${name} · ${type.toLowerCase()}${array ? ' list' : ''}`

const placeholderLabel = (placeholder: Placeholder) =>
  `${placeholder.label || placeholder.name} · ${placeholderWords(placeholder)}`

function grouped(instances: Instance[]) {
  const clients = [...new Set(instances.map((instance) => instance.client.name))].sort()
  return clients.map((client) => ({
    group: client,
    items: instances
      .filter((instance) => instance.client.name === client)
      .map((instance) => ({
        value: instance.id,
        label: `${instance.name} · ${instance.region}${instance.type === 'STANDARD' ? '' : ` · ${instance.type.toLowerCase()}`}`,
      })),
  }))
}
