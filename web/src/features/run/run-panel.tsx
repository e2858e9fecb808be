import { Select } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { Instance } from '@/api/instances'
import type { Placeholder } from '@/api/queries'
import { fieldOf } from '@/lib/parameter-values'
import { type Given, placeholderWords } from '@/lib/placeholder-values'
import { CommandButton } from '@/ui/command-button'
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
            <ParameterField
              key={parameter.name}
              parameter={parameter}
              label={`${parameter.name} · ${parameter.type.toLowerCase()}${parameter.array ? ' list' : ''}`}
              value={fieldOf(parameter, settings.fields[parameter.name])}
              problem={problems[parameter.name]}
              onChange={(value) => setField(parameter.name, value)}
            />
          ))}
          {placeholders.map(({ placeholder, declared }) => (
            <div key={placeholder.name}>
              <PlaceholderField
                placeholder={placeholder}
                label={`${placeholder.label || placeholder.name} · ${placeholderWords(placeholder)}`}
                value={settings.fields[placeholder.name]}
                problem={problems[placeholder.name]}
                names={names}
                onChange={(value) => setField(placeholder.name, value)}
              />
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
    </div>
  )
}

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
