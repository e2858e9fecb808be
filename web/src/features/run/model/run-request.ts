import type { ExecutionRequest } from '@/api/executions'
import type { Parameter } from '@/api/queries'
import { readForm } from '@/lib/parameter-values'
import type { Runnable } from '../use-run'
import type { RunSettings } from './window-choice'

/** What a run as it is set up asks of the server; null while no instance is chosen. */
export function runRequest(
  what: Runnable,
  parameters: Parameter[],
  settings: RunSettings,
): ExecutionRequest | null {
  if (!settings.instanceId) return null
  return {
    ...what,
    instanceId: settings.instanceId,
    parameterValues: readForm(parameters, settings.fields).values,
    window: settings.window,
  }
}
