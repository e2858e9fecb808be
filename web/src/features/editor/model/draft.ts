import type { Execution } from '@/api/executions'
import type { Parameter, Placeholder, Query, QueryContent } from '@/api/queries'
import { z } from '@/lib/zod'

/**
 * What somebody is writing: the content of a query and, when it was saved
 * before, the revision it grew from.
 */
export type Content = {
  name: string
  description: string
  clientId: string | undefined
  instanceId: string | undefined
  sql: string
  parameters: Parameter[]
  placeholders: Placeholder[]
}

export type Base = { id: string; revision: number; version: number }

export type Draft = { base: Base | null; content: Content; changedAt: number }

const parameter = z.object({
  name: z.string(),
  type: z.enum([
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
  ]),
  array: z.boolean(),
  description: z.string().optional(),
  default: z.unknown().optional(),
})

const scalar = z.enum(['string', 'number', 'date', 'timestamp', 'boolean'])

const placeholder = z.object({
  name: z.string(),
  type: z.enum([...scalar.options, 'pattern', 'identifier', 'list', 'rows']),
  items: scalar.optional(),
  columns: z.array(z.object({ name: z.string(), type: scalar })).optional(),
  label: z.string().optional(),
  description: z.string().optional(),
  default: z.unknown().optional(),
  allowed: z.array(z.unknown()).optional(),
})

/** Guards what comes back from the browser's storage, which anybody may have spoilt. */
export const draftSchema: z.ZodType<Draft> = z.object({
  base: z.object({ id: z.string(), revision: z.number(), version: z.number() }).nullable(),
  content: z.object({
    name: z.string(),
    description: z.string(),
    clientId: z.string().optional(),
    instanceId: z.string().optional(),
    sql: z.string(),
    parameters: z.array(parameter),
    // Drafts of before there were any have none.
    placeholders: z.array(placeholder).default([]),
  }) as z.ZodType<Content>,
  changedAt: z.number(),
})

export const emptyContent: Content = {
  name: '',
  description: '',
  clientId: undefined,
  instanceId: undefined,
  sql: '',
  parameters: [],
  placeholders: [],
}

/** The content of a saved query, in the shape of a draft. */
export function contentOf(query: Query): Content {
  return {
    name: query.name,
    description: query.description,
    // A query of an instance names its client too; only the nearer bond is chosen.
    clientId: query.instanceId ? undefined : query.client?.id,
    instanceId: query.instanceId,
    sql: query.sql,
    parameters: query.parameters,
    placeholders: query.placeholders,
  }
}

/** What an execution ran, as the beginning of a new text. */
export function contentOfRun(execution: Ran): Content {
  return { ...emptyContent, ...runnable(execution) }
}

/** Whether an execution ran exactly this text with these parameters. */
export function ranBy(execution: Ran, content: Content): boolean {
  return sameContent(content, { ...content, ...runnable(execution) })
}

type Ran = Pick<Execution, 'sql' | 'parameters' | 'placeholders'>

const runnable = ({ sql, parameters, placeholders }: Ran) => ({ sql, parameters, placeholders })

export function baseOf(query: Query): Base {
  return { id: query.id, revision: query.revision, version: query.version }
}

/** What the server is sent. */
export function bodyOf(content: Content, note?: string): QueryContent {
  return {
    name: content.name.trim(),
    description: content.description,
    clientId: content.instanceId ? undefined : content.clientId,
    instanceId: content.instanceId,
    sql: content.sql,
    parameters: content.parameters,
    placeholders: content.placeholders,
    note: note || undefined,
  }
}

/** Nothing that anybody wrote; whom it would belong to is chosen by the page. */
export function isBlank(content: Content): boolean {
  return (
    content.sql === '' &&
    content.name === '' &&
    content.description === '' &&
    content.parameters.length === 0 &&
    content.placeholders.length === 0
  )
}

export function sameContent(a: Content, b: Content): boolean {
  return a.sql === b.sql && JSON.stringify(ordered(a)) === JSON.stringify(ordered(b))
}

/** A fixed order of members but the SQL; missing and undefined are the same. */
function ordered(content: Content) {
  return [
    content.name,
    content.description,
    content.clientId ?? null,
    content.instanceId ?? null,
    content.parameters.map((p) => [
      p.name,
      p.type,
      p.array,
      p.description ?? '',
      p.default ?? null,
    ]),
    content.placeholders.map((p) => [
      p.name,
      p.type,
      p.items ?? '',
      (p.columns ?? []).map(({ name, type }) => [name, type]),
      p.label ?? '',
      p.description ?? '',
      p.default ?? null,
      p.allowed ?? [],
    ]),
  ]
}
