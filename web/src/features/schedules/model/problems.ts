import type { Problems } from './draft'

/** The parts of the form that a problem can be about. */
export type Part =
  | 'name'
  | 'query'
  | 'targets'
  | 'days'
  | 'times'
  | 'zone'
  | 'bounds'
  | 'clocks'
  | 'window'
  | 'jitter'
  | 'timeout'
  | 'pauseAfter'
  | 'responsible'

// The first that fits counts.
const places: [RegExp, Part][] = [
  [/^\/name/, 'name'],
  [/^\/query/, 'query'],
  [/^\/rule\/(at|minute)/, 'times'],
  [/^\/rule\/zone/, 'zone'],
  [/^\/rule\/(from|until|excluding|excludedDates)/, 'bounds'],
  [/^\/rule\/(gap|repeat)/, 'clocks'],
  [/^\/rule/, 'days'],
  [/^\/window/, 'window'],
  [/^\/jitterSeconds/, 'jitter'],
  [/^\/timeoutSeconds/, 'timeout'],
  [/^\/pauseAfter/, 'pauseAfter'],
  [/^\/responsibleId/, 'responsible'],
]

const isValue = /^(?:\/targets\/\d+)?\/values\//

/** What is wrong with each part, and what belongs to none. Those of values are read by `valueProblem`. */
export function problemsByPart(problems: Problems) {
  const parts: Partial<Record<Part, string>> = {}
  const others: string[] = []
  for (const [pointer, message] of Object.entries(problems)) {
    if (isValue.test(pointer)) continue
    const target = /^\/targets(?:\/(\d+))?/.exec(pointer)
    const part = target ? 'targets' : places.find(([pattern]) => pattern.test(pointer))?.[1]
    const words = target?.[1] ? `no. ${Number(target[1]) + 1} ${message}` : message
    if (!part) others.push(`${pointer.slice(1).replaceAll('/', ' ')} ${message}`)
    else parts[part] = parts[part] ? `${parts[part]}; ${words}` : words
  }
  return { parts, others }
}

/** What is wrong with a value: that of all instances, or one instance's own. */
export function valueProblem(problems: Problems, at: number | null, name: string) {
  const prefix = `${at === null ? '' : `/targets/${at}`}/values/${escaped(name)}`
  const found = Object.entries(problems).find(
    ([pointer]) => pointer === prefix || pointer.startsWith(`${prefix}/`),
  )
  return found?.[1]
}

const escaped = (name: string) => name.replaceAll('~', '~0').replaceAll('/', '~1')
