import type { Parameter, Placeholder, Query } from '@/api/queries'
import type { Schedule, ScheduleContent, ScheduleVersion } from '@/api/schedules'
import { packOf } from '@/lib/pack-value'
import { type FieldText, fieldOf, type Parsed, parseField } from '@/lib/parameter-values'
import { type AskedPlaceholder, type Given, isEmpty, sentValue } from '@/lib/placeholder-values'
import { dynamicOf, isDynamic } from './dynamic'
import { firstRule } from './rule'

export type Fields = Record<string, Given>
export type DraftTarget = { instanceId: string; fields: Fields }

/** A schedule as the form holds it: values are what was typed. */
export type Draft = {
  name: string
  description: string
  clientId: string | undefined
  queryId: string
  /** 0 is the newest when it fires. */
  queryVersion: number
  targets: DraftTarget[]
  /** Of all instances, unless one has its own. */
  fields: Fields
  window: Schedule['window']
  rule: Schedule['rule']
  settle: Schedule['settle']
  catchUp: Schedule['catchUp']
  overlap: Schedule['overlap']
  jitterSeconds: number
  timeoutSeconds: number
  /** AMC is to keep rows of too few users. */
  keepSuppressed: boolean
  pauseAfter: number
  /** Whose executions they are; nobody yet means who saves it. */
  responsibleId?: string
}

/** What a query asks for when it runs. */
export type Asked = { parameters: Parameter[]; placeholders: AskedPlaceholder[] }

export const askedNames = ({ parameters, placeholders }: Asked): string[] => [
  ...parameters.map(({ name }) => name),
  ...placeholders.map(({ placeholder }) => placeholder.name),
]

/** How a query was run last, as far as a schedule begins with it. */
export type Begin = {
  instanceId?: string
  zone?: string
  preset?: Schedule['window']['preset']
  fields?: Fields
  keepSuppressed?: boolean
}

type Scheduled = Pick<Query, 'id' | 'name' | 'client'>

/** A new schedule: each weekday at 06:30, over the last full week, until somebody says otherwise. */
export function newDraft(query: Scheduled | undefined, begin: Begin, zone: string): Draft {
  return {
    name: query?.name ?? '',
    description: '',
    clientId: query?.client?.id,
    queryId: query?.id ?? '',
    queryVersion: 0,
    targets: begin.instanceId ? [{ instanceId: begin.instanceId, fields: {} }] : [],
    fields: begin.fields ?? {},
    window: { preset: begin.preset ?? 'last_full_week' },
    rule: firstRule(begin.zone ?? zone),
    settle: 'wait',
    catchUp: 'latest',
    overlap: 'skip',
    jitterSeconds: 0,
    timeoutSeconds: 21_600,
    keepSuppressed: begin.keepSuppressed ?? false,
    pauseAfter: 3,
  }
}

export function draftOf(schedule: Schedule): Draft {
  return draftOfContent({ ...schedule, responsibleId: schedule.responsible.id })
}

/** What a schedule says, or said, as the form holds it. */
export function draftOfContent(content: ScheduleVersion['content']): Draft {
  const { name, description, clientId, query, window, rule } = content
  return {
    name,
    description: description ?? '',
    clientId,
    queryId: query.id,
    queryVersion: query.version ?? 0,
    targets: content.targets.map(({ instanceId, values }) => ({
      instanceId,
      fields: fieldsOf(values ?? {}),
    })),
    fields: fieldsOf(content.values ?? {}),
    window,
    rule,
    settle: content.settle ?? 'wait',
    catchUp: content.catchUp ?? 'latest',
    overlap: content.overlap ?? 'skip',
    jitterSeconds: content.jitterSeconds ?? 0,
    timeoutSeconds: content.timeoutSeconds ?? 21_600,
    keepSuppressed: content.keepSuppressed ?? false,
    pauseAfter: content.pauseAfter ?? 3,
    responsibleId: content.responsibleId,
  }
}

function fieldsOf(values: Record<string, unknown>): Fields {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, typed(value)]))
}

/** A stored value as a field shows it. */
function typed(value: unknown): Given {
  if (!Array.isArray(value)) return cell(value)
  return value.some(Array.isArray)
    ? value.map((row) => (Array.isArray(row) ? row.map(cell) : [cell(row)]))
    : value.map(cell)
}

function cell(value: unknown): string {
  if (value === undefined || value === null) return ''
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** Messages by the JSON pointer of what they are about, as the server names it. */
export type Problems = Record<string, string>

/**
 * What is sent for a draft. Values of what the query no longer asks for stay
 * behind. Problems are those of values that cannot be read; the rest the server finds.
 */
export function contentOf(
  draft: Draft,
  asked: Asked,
): { content: ScheduleContent; problems: Problems } {
  const problems: Problems = {}
  const { queryId, queryVersion, targets, fields, window, ...same } = draft
  return {
    content: {
      ...same,
      name: draft.name.trim(),
      query: { id: queryId, version: queryVersion },
      values: readValues(asked, fields, '', problems, true),
      targets: targets.map((target, at) => ({
        instanceId: target.instanceId,
        values: readValues(asked, target.fields, `/targets/${at}`, problems, false),
      })),
      window: window.preset ? { preset: window.preset, zone: window.zone } : window,
    },
    problems,
  }
}

function readValues(
  { parameters, placeholders }: Asked,
  fields: Fields,
  at: string,
  problems: Problems,
  common: boolean,
): Record<string, unknown> {
  const values: Record<string, unknown> = {}
  for (const parameter of parameters) {
    const pack = packOf(fields[parameter.name])
    if (pack !== undefined) {
      values[parameter.name] = { pack }
      continue
    }
    const field = fieldOf(parameter, fields[parameter.name])
    // On an instance nothing means what all have; else a list without a default is an empty list.
    if (!common && isEmpty(field)) continue
    const parsed = readParameter(parameter, field)
    if (parsed?.ok) values[parameter.name] = parsed.value
    else if (parsed) problems[`${at}/values/${parameter.name}`] = parsed.problem
  }
  for (const { placeholder } of placeholders) {
    const given = fields[placeholder.name]
    const pack = packOf(given)
    if (pack !== undefined) {
      values[placeholder.name] = { pack }
    } else if (given !== undefined && !isEmpty(given)) {
      values[placeholder.name] = readPlaceholder(placeholder, given)
    }
  }
  return values
}

/** Reads a field in which some or all may be dynamic. */
function readParameter(parameter: Parameter, field: FieldText): Parsed | null {
  if (!isDynamic(field)) return parseField(parameter, field)
  if (!Array.isArray(field)) return { ok: true, value: dynamicOf(field) }
  const values: unknown[] = []
  for (const item of field) {
    const dynamic = dynamicOf(item)
    const parsed = dynamic ? null : parseField({ ...parameter, array: false }, item)
    if (parsed && !parsed.ok) return parsed
    values.push(dynamic ?? parsed?.value)
  }
  return { ok: true, value: values }
}

function readPlaceholder(placeholder: Placeholder, given: Given): unknown {
  if (typeof given === 'string' && isDynamic(given)) return dynamicOf(given)
  return revived(sentValue(placeholder, given))
}

function revived(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(revived)
  return typeof value === 'string' ? (dynamicOf(value) ?? value) : value
}

/** Chooses the instances; one that stays keeps its values. */
export function withInstances(draft: Draft, instanceIds: string[]): Draft {
  const targets = instanceIds.map(
    (instanceId) =>
      draft.targets.find((target) => target.instanceId === instanceId) ?? {
        instanceId,
        fields: {},
      },
  )
  return { ...draft, targets }
}

export function withField(draft: Draft, at: number | null, name: string, value: Given): Draft {
  if (at === null) return { ...draft, fields: { ...draft.fields, [name]: value } }
  const targets = draft.targets.map((target, index) =>
    index === at ? { ...target, fields: { ...target.fields, [name]: value } } : target,
  )
  return { ...draft, targets }
}

export const sameDraft = (a: Draft, b: Draft): boolean => JSON.stringify(a) === JSON.stringify(b)
