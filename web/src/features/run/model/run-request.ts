import type { ExecutionRequest } from '@/api/executions'
import { readForm } from '@/lib/parameter-values'
import { readPlaceholders } from '@/lib/placeholder-values'
import type { Asked, Runnable } from '../use-run'
import type { RunSettings } from './window-choice'

/** What a run as it is set up asks of the server; null while no instance is chosen. */
export function runRequest(
  what: Runnable,
  asked: Asked,
  settings: RunSettings,
): ExecutionRequest | null {
  if (!settings.instanceId) return null
  return {
    ...what,
    instanceId: settings.instanceId,
    parameterValues: {
      ...readForm(asked.parameters, settings.fields).values,
      ...readPlaceholders(asked.placeholders, settings.fields).values,
    },
    window: settings.window,
    keepSuppressed: settings.keepSuppressed,
  }
}
