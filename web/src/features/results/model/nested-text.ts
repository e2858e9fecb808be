import { printedJson } from './printed-nesting'

/** `isRead` where the parts were read off what AMC printed, which JSON needs not. */
export type Nested = { text: string; isRead: boolean }

/** A list or an object in JSON or as AMC prints it, a line for each part; null for what is neither. */
export function nestedText(value: string): Nested | null {
  if (!/^\s*[[{]/.test(value)) return null
  try {
    JSON.parse(value)
    return { text: unfold(value), isRead: false }
  } catch {
    const json = printedJson(value)
    return json === null ? null : { text: unfold(json), isRead: true }
  }
}

/** Breaks lines without reading numbers, which would lose digits. */
function unfold(json: string): string {
  let out = ''
  let depth = 0
  const line = () => `\n${'  '.repeat(depth)}`
  for (const [token] of json.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]|[,:]|[^\s"[\]{},:]+/g)) {
    if (token === '[' || token === '{') {
      depth++
      out += token + line()
    } else if (token === ']' || token === '}') {
      depth--
      out = /[[{]\s*$/.test(out) ? out.trimEnd() + token : out + line() + token
    } else if (token === ',') out += token + line()
    else out += token === ':' ? ': ' : token
  }
  return out
}
