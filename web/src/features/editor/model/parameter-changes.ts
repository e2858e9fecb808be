import type { Parameter, Placeholder } from '@/api/queries'
import { placeholderWords } from '@/lib/placeholder-values'

/** What differs between the declared parameters of two texts, a sentence each. */
export function parameterChanges(before: Parameter[], after: Parameter[]): string[] {
  return changes('Parameter', before, after, ({ type, array, default: value }) =>
    withDefault(`${type.toLowerCase()}${array ? ' list' : ''}`, value),
  )
}

/** What differs between the declared placeholders of two texts, a sentence each. */
export function placeholderChanges(before: Placeholder[], after: Placeholder[]): string[] {
  return changes('Placeholder', before, after, (placeholder) => {
    const offers = placeholder.allowed?.length ?? 0
    const words = `${placeholderWords(placeholder)}${offers > 0 ? `, one of ${offers} values` : ''}`
    return withDefault(words, placeholder.default)
  })
}

function changes<T extends { name: string }>(
  what: string,
  before: T[],
  after: T[],
  describe: (declared: T) => string,
): string[] {
  const old = new Map(before.map((declared) => [declared.name, declared]))
  const now = new Set(after.map(({ name }) => name))
  const gone = before
    .filter(({ name }) => !now.has(name))
    .map(({ name }) => `${what} ${name} is no longer declared.`)
  const changed = after.flatMap((declared) => {
    const earlier = old.get(declared.name)
    if (!earlier) return [`${what} ${declared.name} is new: ${describe(declared)}.`]
    const [from, to] = [describe(earlier), describe(declared)]
    return from === to ? [] : [`${what} ${declared.name} was ${from} and is ${to}.`]
  })
  return [...gone, ...changed]
}

function withDefault(kind: string, value: unknown): string {
  if (value === undefined) return kind
  const text = JSON.stringify(value)
  return `${kind}, ${text.length > 80 ? `${text.slice(0, 80)}…` : text} by default`
}
