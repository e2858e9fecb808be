import type { Parameter } from '@/api/queries'

/** What differs between the declared parameters of two texts, a sentence each. */
export function parameterChanges(before: Parameter[], after: Parameter[]): string[] {
  const old = new Map(before.map((parameter) => [parameter.name, parameter]))
  const now = new Set(after.map((parameter) => parameter.name))
  const gone = before
    .filter((parameter) => !now.has(parameter.name))
    .map((parameter) => `Parameter ${parameter.name} is no longer declared.`)
  const changed = after.flatMap((parameter) => {
    const earlier = old.get(parameter.name)
    if (!earlier) return [`Parameter ${parameter.name} is new: ${described(parameter)}.`]
    const [from, to] = [described(earlier), described(parameter)]
    return from === to ? [] : [`Parameter ${parameter.name} was ${from} and is ${to}.`]
  })
  return [...gone, ...changed]
}

function described({ type, array, default: value }: Parameter): string {
  const kind = `${type.toLowerCase()}${array ? ' list' : ''}`
  return value === undefined ? kind : `${kind}, ${JSON.stringify(value)} by default`
}
