import { z } from 'zod'
import type { Execution } from '@/api/executions'
import type { Parameter, Query, QueryContent } from '@/api/queries'

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
  }
}

/** What an execution ran, as the beginning of a new text. */
export function contentOfRun(execution: Pick<Execution, 'sql' | 'parameters'>): Content {
  return { ...emptyContent, ...runnable(execution) }
}

/** Whether an execution ran exactly this text with these parameters. */
export function ranBy(execution: Pick<Execution, 'sql' | 'parameters'>, content: Content): boolean {
  return sameContent(content, { ...content, ...runnable(execution) })
}

const runnable = ({ sql, parameters }: Pick<Execution, 'sql' | 'parameters'>) => ({
  sql,
  parameters,
})

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
    note: note || undefined,
  }
}

/** Nothing that anybody wrote; whom it would belong to is chosen by the page. */
export function isBlank(content: Content): boolean {
  return (
    content.sql === '' &&
    content.name === '' &&
    content.description === '' &&
    content.parameters.length === 0
  )
}

export function sameContent(a: Content, b: Content): boolean {
  return JSON.stringify(ordered(a)) === JSON.stringify(ordered(b))
}

/** A fixed order of members; missing and undefined are the same. */
function ordered(content: Content) {
  return [
    content.name,
    content.description,
    content.clientId ?? null,
    content.instanceId ?? null,
    content.sql,
    content.parameters.map((p) => [
      p.name,
      p.type,
      p.array,
      p.description ?? '',
      p.default ?? null,
    ]),
  ]
}
