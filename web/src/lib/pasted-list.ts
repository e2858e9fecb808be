import { splitPasted } from './parameter-values'

/** Text of this many characters and more is read in parts. */
export const LONG_PASTE = 100_000

/** How much is read at once: a few milliseconds of work. */
const PART = 100_000

/**
 * The different items of a long pasted list, and how many were left out because
 * they were there already. The page goes on answering while it is read.
 */
export async function readLongList(text: string): Promise<{ items: string[]; repeated: number }> {
  const items = new Set<string>()
  let count = 0
  for (let from = 0; from < text.length; ) {
    const to = separatorFrom(text, from + PART)
    for (const item of splitPasted(text.slice(from, to))) {
      items.add(item)
      count++
    }
    from = to
    if (from < text.length) await new Promise((done) => setTimeout(done))
  }
  return { items: [...items], repeated: count - items.size }
}

/** Where the item ends that a place lies in. */
function separatorFrom(text: string, at: number): number {
  const separator = /[\n\r\t,;]/g
  separator.lastIndex = at
  return at < text.length ? (separator.exec(text)?.index ?? text.length) : text.length
}
