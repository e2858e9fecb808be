import { Select } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { Instance } from '@/api/instances'
import type { Parameter } from '@/api/queries'
import type { FieldText } from '@/lib/parameter-values'
import { ParameterField } from '@/ui/parameter-field'
import type { RunSettings } from './model/window-choice'
import classes from './run-panel.module.css'
import { WindowPicker } from './window-picker'

type Props = {
  instances: Instance[]
  parameters: Parameter[]
  settings: RunSettings
  /** Shown beside the fields once somebody tried to run. */
  problems: Record<string, string>
  onChange: (settings: RunSettings) => void
}

/** Everything one run needs: where, with what, over which time. */
export function RunPanel({ instances, parameters, settings, problems, onChange }: Props) {
  const setField = (name: string, value: FieldText) =>
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
      {parameters.length > 0 && (
        <fieldset className={classes.fields}>
          <legend>Parameters</legend>
          {parameters.map((parameter) => (
            <ParameterField
              key={parameter.name}
              parameter={parameter}
              label={`${parameter.name} · ${parameter.type.toLowerCase()}${parameter.array ? ' list' : ''}`}
              value={settings.fields[parameter.name] ?? (parameter.array ? [] : '')}
              problem={problems[parameter.name]}
              onChange={(value) => setField(parameter.name, value)}
            />
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
