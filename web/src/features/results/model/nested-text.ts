/** A list or an object in JSON, a line for each part; null for what is neither. */
export function nestedText(value: string): string | null {
  if (!/^\s*[[{]/.test(value)) return null
  try {
    JSON.parse(value)
  } catch {
    return null
  }
  return unfold(value)
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
