import { randomId } from '@/lib/random-id'

/** Text that holds values, as it was pasted, typed or read from a file. */
export type Given = {
  /** Stands for the text where it is compared: megabytes are not. */
  id: string
  text: string
  /** Of the file that it came from. */
  name?: string
}

export const given = (text: string, name?: string): Given => ({ id: randomId(12), text, name })

/** What a request may hold, in characters, with room for what JSON adds. */
export const largest = 7_500_000

/**
 * In characters: longer texts stay out of the field. It would lay out every line
 * of them, for seconds, and again with every key.
 */
export const fieldHolds = 20_000

/** How much of a longer text is shown, in characters. */
const glimpsed = 2_000

type Field = { value: string; selectionStart: number; selectionEnd: number }

/** What a field would hold after a paste: it takes the place of what is selected. */
export function afterPaste(field: Field, pasted: string): string {
  return field.value.slice(0, field.selectionStart) + pasted + field.value.slice(field.selectionEnd)
}

/** What a longer text becomes by one more paste: that comes behind it, on a line of its own. */
export function behind(text: string, pasted: string): string {
  return /[\r\n]$/.test(text) ? text + pasted : `${text}\n${pasted}`
}

/** The first lines of a text, whole ones where there are any. */
export function beginning(text: string): string {
  const head = text.slice(0, glimpsed)
  const end = head.lastIndexOf('\n')
  return end > 0 ? head.slice(0, end) : head
}

/** How many lines a text has; a break at its end begins no other. */
export function lineCount(text: string): number {
  let lines = 1
  for (
    let at = text.indexOf('\n');
    at >= 0 && at < text.length - 1;
    at = text.indexOf('\n', at + 1)
  )
    lines++
  return lines
}
