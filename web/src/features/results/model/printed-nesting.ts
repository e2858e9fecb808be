/**
 * AMC prints a list as “[1, search]” and a row as “{a=0, b=[1, x]}”, its texts
 * without quotes. Here a comma and a blank end a part. Whatever else could belong
 * to the text of a part makes the whole unclear, and is left as it was printed.
 */

/** So deep no value of AMC nests. */
const MAX_DEPTH = 32

/** What was printed, as JSON with every part a text; null where it is unclear. */
export function printedJson(value: string): string | null {
  const tokens = value.trim().match(/[[\]{}]|, |=|[^[\]{}=,]+|,/g) ?? []
  let at = 0
  const take = (token: string) => tokens[at] === token && ++at > 0

  function part(depth: number): string | null {
    if (depth > MAX_DEPTH) return null
    if (take('[')) return parts('[', ']', () => part(depth + 1))
    if (take('{')) return parts('{', '}', () => field(depth + 1))
    return word()
  }

  function parts(open: string, end: string, one: () => string | null): string | null {
    if (take(end)) return open + end
    const found: string[] = []
    do {
      const next = one()
      if (next === null) return null
      found.push(next)
    } while (take(', '))
    return take(end) ? open + found.join(',') + end : null
  }

  function field(depth: number): string | null {
    const name = text()
    if (name === null || !take('=')) return null
    const value = part(depth)
    return value === null ? null : `${JSON.stringify(name)}:${value}`
  }

  /** A number as it is, so that it keeps every digit; anything else as a text. */
  function word(): string | null {
    const found = text()
    if (found === null) return null
    return /^-?\d+(\.\d+)?$|^(true|false|null)$/.test(found) ? found : JSON.stringify(found)
  }

  /** One that begins or ends with a blank may be half of another. */
  function text(): string | null {
    const found = tokens[at]
    if (found === undefined || /^[[\]{}=,]/.test(found) || found !== found.trim()) return null
    at++
    return found
  }

  const json = part(0)
  return at === tokens.length ? json : null
}
