import { ApiError } from '@/api/api-error'
import type { Computed } from './computed'

/** What is wrong with a computed column, beside the field that it is about. */
export type ComputedProblem = {
  name?: string
  expression?: string
  /** A sentence on another column that would no longer work. */
  others?: string
  /** It is about none of them. */
  rest?: boolean
}

/** Reads what the server refused of the computed column at a place, and of those that need it. */
export function computedProblem(
  error: unknown,
  at: number,
  computed: Computed[] = [],
): ComputedProblem {
  if (!error) return {}
  const fields = error instanceof ApiError ? error.fields : {}
  const of = (place: number, part: string) => fields[`query.view/computed/${place}/${part}`]
  const others = computed.flatMap(({ name }, place) => {
    const wrong = place === at ? undefined : of(place, 'expression')
    return wrong ? [`“${name}” would not work any more: ${wrong}.`] : []
  })
  const problem = {
    name: of(at, 'name'),
    expression: sentence(of(at, 'expression')),
    others: others.join(' ') || undefined,
  }
  const isTold = Object.values(problem).some((words) => words !== undefined)
  return { ...problem, rest: !isTold }
}

function sentence(text: string | undefined): string | undefined {
  return text && text.charAt(0).toUpperCase() + text.slice(1)
}

/** Where the word stands that a problem names by its character, to select it in the field. */
export function placeIn(
  expression: string,
  problem: string | undefined,
): [from: number, to: number] | null {
  const place = /^at character (\d+)/i.exec(problem ?? '')
  if (!place) return null
  const from = [...expression].slice(0, Number(place[1]) - 1).join('').length
  const word = /^("[^"]*"|'[^']*'|#?[\p{L}\p{N}_.]+|.)/u.exec(expression.slice(from))
  return [from, from + (word?.[0].length ?? 0)]
}
