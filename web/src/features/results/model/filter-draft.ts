import type { ResultColumn, ViewFilter } from '@/api/executions'
import { dayAfter, dayStart, dayWithin } from './day-bounds'
import { shifted } from './decimal-text'

type Stored = ResultColumn['stored']

/** What somebody may ask of a column, in the order in which it is offered. */
const choices = {
  any: 'Every value',
  range: 'Between',
  contains: 'Contains',
  notContains: 'Does not contain',
  starts: 'Starts with',
  in: 'Is one of',
  notIn: 'Is none of',
  true: 'Is true',
  false: 'Is false',
  null: 'Is NULL',
  notNull: 'Is not NULL',
} as const

export type Choice = keyof typeof choices

/** A filter as it is written in the form; `text` has a value in each line where there are several. */
export type FilterDraft = {
  choice: Choice
  from: string
  to: string
  text: string
  /** Values of a set that no line of the text can be: NULL, empty text, and those with line breaks. */
  more: (string | null)[]
  ignoreCase: boolean
}

const blank: FilterDraft = { choice: 'any', from: '', to: '', text: '', more: [], ignoreCase: true }

export function choicesOf(stored: Stored): { value: Choice; label: string }[] {
  return choiceNames(stored).map((value) => ({ value, label: choices[value] }))
}

function choiceNames(stored: Stored): Choice[] {
  switch (stored) {
    case 'boolean':
      return ['any', 'true', 'false', 'null', 'notNull']
    case 'text':
      return ['any', 'contains', 'notContains', 'starts', 'in', 'notIn', 'null', 'notNull']
    default:
      return ['any', 'range', 'in', 'notIn', 'null', 'notNull']
  }
}

/** How the grid shows the numbers and the times of a column. */
export type ShownAs = {
  /** How many digits further left the point of a number stands. */
  shift: number
  /** The IANA zone whose days bound a range of instants. */
  zone: string
}

const asStored: ShownAs = { shift: 0, zone: 'UTC' }

/**
 * The form that stands for the filters of a column: the first that it can show.
 * Numbers are written as the grid shows them, with the point shifted, and instants
 * as days of the zone.
 */
export function draftOf(filters: ViewFilter[], { shift, zone }: ShownAs = asStored): FilterDraft {
  const [filter] = filters
  if (!filter) return blank
  const { op, not, from = '', to = '', toExcluded = false } = filter
  const { text = '', values = [], ignoreCase = false } = filter
  const lines = values
    .filter(isLine)
    .map((value) => shifted(value, shift))
    .join('\n')
  const more = values.filter((value) => !isLine(value))
  switch (op) {
    case 'range':
      return {
        ...blank,
        choice: 'range',
        from: shifted(dayWithin({ text: from, excluded: false }, zone), shift),
        to: shifted(dayWithin({ text: to, excluded: toExcluded }, zone), shift),
      }
    case 'contains':
      return { ...blank, choice: not ? 'notContains' : 'contains', text, ignoreCase }
    case 'starts':
      return { ...blank, choice: 'starts', text, ignoreCase }
    case 'equals':
      return { ...blank, choice: not ? 'notIn' : 'in', text }
    case 'null':
      return { ...blank, choice: not ? 'notNull' : 'null' }
    case 'in':
      if ((lines === 'true' || lines === 'false') && more.length === 0 && !not)
        return { ...blank, choice: lines }
      return { ...blank, choice: not ? 'notIn' : 'in', text: lines, more }
  }
}

/** What is wrong with the form, in words; null when it can be asked. */
export function draftProblem(
  { choice, from, to, text, more }: FilterDraft,
  stored: Stored,
): string | null {
  const isNumber = stored === 'integer' || stored === 'decimal' || stored === 'double'
  const wrong = (value: string) => isNumber && !/^-?\d+(\.\d+)?$/.test(plainNumber(value))
  if (choice === 'range') {
    if (!from && !to) return 'Give at least one end.'
    if ([from, to].some((end) => end && wrong(end))) return 'Write numbers, such as 12.5.'
  }
  if (choice === 'in' || choice === 'notIn') {
    const values = linesOf(text)
    if (values.length + more.length === 0) return 'Choose or write at least one value.'
    if (values.length + more.length > 1000) return 'No more than 1,000 values.'
    if (values.some(wrong)) return 'Write numbers, one a line.'
  }
  if ((choice === 'contains' || choice === 'notContains' || choice === 'starts') && !text)
    return 'Write what to look for.'
  return null
}

/** The filter that the form asks for; null asks for every value. */
export function filterOf(
  column: string,
  draft: FilterDraft,
  stored: Stored,
  { shift, zone }: ShownAs = asStored,
): ViewFilter | null {
  const { choice, text } = draft
  const storedText = (one: string) => (stored === 'text' ? one : shifted(plainNumber(one), -shift))
  const not = choice.startsWith('not') ? { not: true } : {}
  switch (choice) {
    case 'any':
      return null
    case 'range': {
      if (stored === 'timestamp' && zone !== 'UTC') return daysOf(column, draft, zone)
      const from = draft.from && { from: storedText(draft.from) }
      const to = draft.to && { to: storedText(draft.to) }
      return { column, op: 'range', ...(from || {}), ...(to || {}) }
    }
    case 'contains':
    case 'notContains':
    case 'starts': {
      const folded = draft.ignoreCase ? { ignoreCase: true } : {}
      return { column, op: choice === 'starts' ? 'starts' : 'contains', text, ...folded, ...not }
    }
    case 'in':
    case 'notIn':
      return { column, op: 'in', values: [...linesOf(text).map(storedText), ...draft.more], ...not }
    case 'true':
    case 'false':
      return { column, op: 'in', values: [choice] }
    case 'null':
    case 'notNull':
      return { column, op: 'null', ...not }
  }
}

/** The instants of days of a zone, both included. */
function daysOf(column: string, { from, to }: FilterDraft, zone: string): ViewFilter {
  return {
    column,
    op: 'range',
    ...(from && { from: dayStart(from, zone) }),
    ...(to && { to: dayStart(dayAfter(to), zone), toExcluded: true }),
  }
}

/** Whether a stored value is in the set. */
export function isChosen({ text, more }: FilterDraft, value: string | null, shift = 0): boolean {
  return isLine(value) ? linesOf(text).includes(shifted(value, shift)) : more.includes(value)
}

/** Takes a stored value into a set, or out of it. */
export function toggled(draft: FilterDraft, value: string | null, shift = 0): FilterDraft {
  if (!isLine(value)) {
    const left = draft.more.filter((one) => one !== value)
    const more = left.length < draft.more.length ? left : [...draft.more, value]
    return { ...draft, more }
  }
  const lines = linesOf(draft.text)
  const shown = shifted(value, shift)
  const left = lines.filter((line) => line !== shown)
  return { ...draft, text: (left.length < lines.length ? left : [...lines, shown]).join('\n') }
}

/** Whether a value can stand in a line of its own. */
function isLine(value: string | null): value is string {
  return value !== null && value !== '' && !value.includes('\n')
}

function linesOf(text: string): string[] {
  return text.split('\n').filter((line) => line !== '')
}

/** A number as people write it, without the commas between thousands. */
function plainNumber(text: string): string {
  return text.trim().replaceAll(',', '')
}
