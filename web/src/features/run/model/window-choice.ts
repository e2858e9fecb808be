import type { Execution } from '@/api/executions'
import type { Preset, WindowChoice } from '@/api/sql'
import { fieldText } from '@/lib/parameter-values'
import { type Given, givenOf } from '@/lib/placeholder-values'
import { browserZone } from '@/lib/time'
import { z } from '@/lib/zod'

/** The presets in the order people are shown them, in words. */
export const presets: { value: Preset; label: string }[] = [
  { value: 'yesterday', label: 'Yesterday' },
  { value: 'last_7_days', label: 'Last 7 days' },
  { value: 'last_14_days', label: 'Last 14 days' },
  { value: 'last_30_days', label: 'Last 30 days' },
  { value: 'last_full_week', label: 'Last full week' },
  { value: 'last_full_month', label: 'Last full month' },
  { value: 'month_to_date', label: 'Month to date' },
]

const presetSchema = z.enum([
  'yesterday',
  'last_7_days',
  'last_14_days',
  'last_30_days',
  'last_full_week',
  'last_full_month',
  'month_to_date',
])

/** How a run was set up last, so that it is not typed again. */
export type RunSettings = {
  instanceId: string | undefined
  window: WindowChoice
  fields: Record<string, Given>
  /** The execution that is run again with changes. */
  repeats?: string
  /** AMC is to keep rows of too few users, without the values that would show them. */
  keepSuppressed?: boolean
}

const schema = z.object({
  instanceId: z.string().optional(),
  window: z.object({
    preset: presetSchema.optional(),
    from: z.string().optional(),
    to: z.string().optional(),
    zone: z.string(),
  }),
  fields: z.record(
    z.string(),
    z.union([z.string(), z.array(z.string()), z.array(z.array(z.string()))]),
  ),
  repeats: z.string().optional(),
  keepSuppressed: z.boolean().optional(),
})

export function defaultSettings(): RunSettings {
  return {
    instanceId: undefined,
    window: { preset: 'last_full_month', zone: browserZone() },
    fields: {},
  }
}

export function parseSettings(value: unknown): RunSettings {
  const parsed = schema.safeParse(value)
  return parsed.success ? { ...parsed.data, instanceId: parsed.data.instanceId } : defaultSettings()
}

type Ran = Pick<
  Execution,
  'instance' | 'window' | 'parameters' | 'parameterValues' | 'placeholders' | 'keepSuppressed'
>

/** As an execution was run: the same instance, window and values. */
export function settingsOfRun(
  execution: Ran,
  /** What filled its placeholders. */
  filled: Record<string, unknown>,
): RunSettings {
  const { instance, window, parameters, parameterValues, placeholders, keepSuppressed } = execution
  const day = (local: string) => (local.endsWith('T00:00:00') ? local.slice(0, 10) : local)
  return {
    instanceId: instance.id,
    window: { from: day(window.localStart), to: day(window.localEnd), zone: window.zone },
    ...(keepSuppressed && { keepSuppressed }),
    fields: Object.fromEntries<Given>([
      ...parameters.map((parameter): [string, Given] => [
        parameter.name,
        fieldText(parameter, parameterValues[parameter.name]),
      ]),
      ...placeholders.map((placeholder): [string, Given] => [
        placeholder.name,
        givenOf(placeholder, filled[placeholder.name]),
      ]),
    ]),
  }
}

/** What is missing from a choice, or null when the server can resolve it. */
export function windowProblem(choice: WindowChoice): string | null {
  if (choice.preset) return null
  if (!choice.from || !choice.to) return 'Choose the first and the last day.'
  return choice.from < choice.to ? null : 'The window ends before it begins.'
}

/** People name the last day that is in; the API wants the first that is not. */
export function exclusiveEnd(lastDay: string): string {
  return shiftDay(lastDay, 1)
}

export function lastDayOf(exclusive: string): string {
  return shiftDay(exclusive.slice(0, 10), -1)
}

function shiftDay(day: string, days: number): string {
  const date = new Date(`${day}T00:00:00Z`)
  if (Number.isNaN(date.getTime())) return ''
  date.setUTCDate(date.getUTCDate() + days)
  return date.toISOString().slice(0, 10)
}
