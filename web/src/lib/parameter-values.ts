import type { Parameter } from '@/api/queries'
import { packOf } from './pack-value'
import type { Given } from './placeholder-values'

/**
 * Values of declared parameters as people type them. A field holds text; what
 * is sent is the typed value. Whole numbers beyond what JavaScript counts
 * exactly are sent as text, so that no digit is lost.
 */
export type FieldText = string | string[]

export type Parsed = { ok: true; value: unknown } | { ok: false; problem: string }

const whole: Partial<Record<Parameter['type'], [bigint, bigint]>> = {
  BYTE: [-128n, 127n],
  SHORT: [-32_768n, 32_767n],
  INTEGER: [-2_147_483_648n, 2_147_483_647n],
  LONG: [-9_223_372_036_854_775_808n, 9_223_372_036_854_775_807n],
}

/** Reads a field; an empty one takes its default. A list without one is then an empty list. */
export function parseField(parameter: Parameter, text: FieldText): Parsed | null {
  if (Array.isArray(text)) {
    if (text.length === 0 && parameter.default !== undefined) return null
    const values: unknown[] = []
    for (const item of text) {
      const parsed = parseScalar(parameter.type, item)
      if (!parsed.ok) return { ok: false, problem: `“${item}”: ${parsed.problem}` }
      values.push(parsed.value)
    }
    return { ok: true, value: values }
  }
  if (text === '') return null
  return parseScalar(parameter.type, text)
}

function parseScalar(type: Parameter['type'], text: string): Parsed {
  switch (type) {
    case 'STRING':
      return { ok: true, value: text }
    case 'BOOLEAN':
      return /^(true|false)$/i.test(text)
        ? { ok: true, value: text.toLowerCase() === 'true' }
        : { ok: false, problem: 'is true or false' }
    case 'DATE':
      return isDate(text)
        ? { ok: true, value: text }
        : { ok: false, problem: 'is a date like 2026-01-31' }
    case 'TIMESTAMP':
      return parseTimestamp(text)
    case 'DECIMAL':
    case 'DOUBLE':
    case 'FLOAT':
      return parseNumber(type, text)
    default:
      return parseWhole(type, text)
  }
}

function parseWhole(type: Parameter['type'], text: string): Parsed {
  const range = whole[type]
  const trimmed = text.trim()
  if (!/^[+-]?\d+$/.test(trimmed)) return { ok: false, problem: 'is a whole number' }
  const value = BigInt(trimmed.replace(/^\+/, ''))
  if (range && (value < range[0] || value > range[1])) {
    return { ok: false, problem: `is between ${range[0]} and ${range[1]}` }
  }
  const exact = Number(value)
  return { ok: true, value: Number.isSafeInteger(exact) ? exact : value.toString() }
}

function parseNumber(type: Parameter['type'], text: string): Parsed {
  const trimmed = text.trim()
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(trimmed))
    return { ok: false, problem: 'is a number' }
  const digits = trimmed.replace(/\D/g, '').length
  // A decimal with more digits than a double keeps must stay text.
  return { ok: true, value: type === 'DECIMAL' && digits > 15 ? trimmed : Number(trimmed) }
}

function parseTimestamp(text: string): Parsed {
  const match = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}):(\d{2})(?::(\d{2}))?$/.exec(text)
  const [, day = '', hour = '', minute = '', second = '00'] = match ?? []
  const valid =
    match && isDate(day) && Number(hour) < 24 && Number(minute) < 60 && Number(second) < 60
  return valid
    ? { ok: true, value: `${day}T${hour}:${minute}:${second}` }
    : { ok: false, problem: 'is a time like 2026-01-31T18:30:00' }
}

function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const date = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)
}

/** The text of a field for a value that was stored, such as a default. */
export function fieldText(parameter: Parameter, value: unknown): FieldText {
  if (parameter.array) return Array.isArray(value) ? value.map(scalarText) : []
  return value === undefined || value === null ? '' : scalarText(value)
}

function scalarText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** What a form holds for a parameter; what was left of another type counts as nothing. */
export function fieldOf(parameter: Parameter, given: Given | undefined): FieldText {
  if (parameter.array)
    return Array.isArray(given) ? given.filter((item) => typeof item === 'string') : []
  return typeof given === 'string' ? given : ''
}

/** Everything wrong and everything right with a form. A field left empty takes its default. */
export function readForm(parameters: Parameter[], fields: Record<string, Given | undefined>) {
  const values: Record<string, unknown> = {}
  const problems: Record<string, string> = {}
  for (const parameter of parameters) {
    const pack = packOf(fields[parameter.name])
    if (pack !== undefined) {
      values[parameter.name] = { pack }
      continue
    }
    const parsed = parseField(parameter, fieldOf(parameter, fields[parameter.name]))
    if (parsed === null) {
      if (parameter.default === undefined) problems[parameter.name] = 'needs a value'
    } else if (parsed.ok) {
      values[parameter.name] = parsed.value
    } else {
      problems[parameter.name] = parsed.problem
    }
  }
  return { values, problems }
}

/** Splits pasted text into the items of a list: one a line, or separated by comma, tab or semicolon. */
export function splitPasted(text: string): string[] {
  const items: string[] = []
  for (const part of text.split(/[\n\r\t,;]+/)) {
    const item = unquoted(unquoted(part.trim(), "'"), '"')
    if (item !== '') items.push(item)
  }
  return items
}

/** A text without the quotes around it; most have none, which is seen at a glance. */
function unquoted(text: string, quote: string): string {
  return text.length > 1 && text.startsWith(quote) && text.endsWith(quote)
    ? text.slice(1, -1)
    : text
}
