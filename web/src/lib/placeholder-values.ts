import type { FoundPlaceholder, Placeholder } from '@/api/queries'
import { packOf } from './pack-value'

/**
 * Values of placeholders as people give them: text, entries of a list, or
 * cells of rows. What they must look like, the server says.
 */
export type Given = string | string[] | string[][]

/** What a placeholder asks for, declared or found in the text. */
export type AskedPlaceholder = { placeholder: Placeholder; declared: boolean }

/** The declared ones that a text can use, and those it uses without a declaration. */
export function askedPlaceholders(
  declared: Placeholder[],
  found: FoundPlaceholder[],
): AskedPlaceholder[] {
  const names = new Set(declared.map(({ name }) => name))
  return [
    ...declared.map((placeholder) => ({ placeholder, declared: true })),
    ...found.flatMap(({ name, proposal }) =>
      proposal && !names.has(name) ? [{ placeholder: proposal, declared: false }] : [],
    ),
  ]
}

export function isEmpty(given: Given | undefined): boolean {
  return given === undefined || given.length === 0
}

/** What the server is sent for a value. An empty cell of rows is NULL. */
export function sentValue(placeholder: Placeholder, given: Given): unknown {
  if (placeholder.type === 'rows' && Array.isArray(given))
    return given.map((row) => (Array.isArray(row) ? row.map((cell) => cell || null) : [row]))
  // The field of a time leaves out seconds that are none.
  if (placeholder.type === 'timestamp' && typeof given === 'string' && given.length === 16)
    return `${given}:00`
  return given
}

/** A value that was stored, such as a default, as a field shows it. */
export function givenOf(placeholder: Placeholder, value: unknown): Given {
  switch (placeholder.type) {
    case 'list':
      return Array.isArray(value) ? value.map(cellText) : []
    case 'rows':
      return Array.isArray(value)
        ? value.map((row) => (Array.isArray(row) ? row.map(cellText) : [cellText(row)]))
        : []
    default:
      return cellText(value)
  }
}

function cellText(value: unknown): string {
  if (value === undefined || value === null) return ''
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** What is sent for a form, and what is missing from it. */
export function readPlaceholders(
  asked: AskedPlaceholder[],
  fields: Record<string, Given | undefined>,
) {
  const values: Record<string, unknown> = {}
  const problems: Record<string, string> = {}
  for (const { placeholder } of asked) {
    const given = fields[placeholder.name]
    const pack = packOf(given)
    if (pack !== undefined) {
      values[placeholder.name] = { pack }
    } else if (given !== undefined && !isEmpty(given)) {
      values[placeholder.name] = sentValue(placeholder, given)
    } else if (placeholder.default === undefined) {
      problems[placeholder.name] = 'needs a value'
    }
  }
  return { values, problems }
}

/** Whether a placeholder takes all that a pack holds. */
export const takesMany = ({ type, columns }: Placeholder): boolean =>
  type === 'list' || (type === 'rows' && (columns?.length ?? 0) < 2)

const typeWords: Record<Placeholder['type'], string> = {
  string: 'text',
  number: 'number',
  date: 'date',
  timestamp: 'time',
  boolean: 'true or false',
  pattern: 'pattern',
  identifier: 'name',
  list: 'list',
  rows: 'rows',
}

/** A type in words: "list of numbers". */
export function placeholderWords({ type, items, columns }: Placeholder): string {
  if (type === 'list' && items)
    return items === 'boolean' ? 'list of true or false' : `list of ${typeWords[items]}s`
  if (type === 'rows' && columns?.length)
    return `rows of ${columns.map(({ name }) => name).join(', ')}`
  return typeWords[type]
}

/**
 * The faults that the server found, by the name of the field. One of a part of a
 * value says which: the 18th entry, the 2nd row.
 */
export function faultsByName(pointers: Record<string, string>): Record<string, string> {
  const faults: Record<string, string> = {}
  for (const [pointer, message] of Object.entries(pointers)) {
    const match = /^\/parameterValues\/([^/]+)((?:\/\d+)*)$/.exec(pointer)
    if (!match) continue
    const name = (match[1] ?? '').replaceAll('~1', '/').replaceAll('~0', '~')
    const [, entry, cell] = (match[2] ?? '').split('/')
    const place = entry === undefined ? '' : placeWords(Number(entry), cell)
    const more = faults[name] === undefined ? '' : `${faults[name]} · `
    if (more.split(' · ').length <= 3) faults[name] = `${more}${place}${message}`
  }
  return faults
}

function placeWords(entry: number, cell: string | undefined): string {
  return cell === undefined ? `no. ${entry + 1} ` : `row ${entry + 1}, column ${Number(cell) + 1} `
}
