import type { ResultView, ViewFilter } from '@/api/executions'
import { plural } from '@/lib/number'
import { type Bound, boundWords } from './day-bounds'
import { groupDigits, shifted } from './decimal-text'

/** How the grid shows the values of a column. */
export type Shown = {
  /** How many digits further left the point of its numbers stands. */
  shift: number
  /** What its numbers count, or the clocks that its times are on; '' says nothing. */
  unit: string
  /** The IANA zone that its instants are shown in; none for what is no instant. */
  zone?: string
  /** Writes a value in full; `saysUnit` tells that the unit is in it. */
  write: (value: string) => string
  saysUnit: boolean
}

/** So many values of a set are named, in so many characters; of more it is told how many. */
const NAMED = 3
const LONGEST = 60

const asStored: Shown = { shift: 0, unit: '', write: (value) => value, saysUnit: true }

/** A filter as a person says it: "reach from 10 to 20", "cost from 0.5 EUR", "campaign contains “spring”". */
export function filterWords(filter: ViewFilter, name: string, shown = asStored): string {
  const { op, not, text = '', values = [] } = filter
  const behind = shown.unit && ` ${shown.unit}`
  switch (op) {
    case 'null':
      return `${name} is ${not ? 'not ' : ''}NULL`
    case 'range':
      return `${name} ${not ? 'not ' : ''}${rangeWords(filter, shown)}${behind}`
    case 'contains':
      return `${name} ${not ? 'does not contain' : 'contains'} “${text}”`
    case 'starts':
      return `${name} ${not ? 'does not start' : 'starts'} with “${text}”`
    case 'equals':
      return `${name} is ${not ? 'not ' : ''}“${text}”`
    case 'in': {
      const said = values.map((value) => valueWords(value, shown))
      const isMuch = said.length > NAMED || said.join('').length > LONGEST
      if (said.length !== 1 && (isMuch || said.length === 0))
        return `${name} is ${not ? 'none' : 'one'} of ${plural(values.length, 'value')}`
      const unit = shown.saysUnit || values.every((value) => !value) ? '' : behind
      return `${name} is ${not ? 'not ' : ''}${said.join(' or ')}${unit}`
    }
  }
}

function valueWords(value: string | null, { write }: Shown): string {
  if (value === null) return 'NULL'
  return value === '' ? '(empty text)' : write(value)
}

function rangeWords(filter: ViewFilter, { shift, zone }: Shown): string {
  const { from, to, fromExcluded = false, toExcluded = false } = filter
  const write = (text: string, excluded: boolean, isUpper: boolean): Bound => {
    if (zone) return boundWords({ text, excluded }, zone, isUpper)
    return { text: groupDigits(shifted(text, shift)), excluded }
  }
  const low = from === undefined ? null : write(from, fromExcluded, false)
  const high = to === undefined ? null : write(to, toExcluded, true)
  if (low && high && low.text === high.text && !low.excluded && !high.excluded)
    return `is ${low.text}`
  const parts = [
    low && `${low.excluded ? 'above' : 'from'} ${low.text}`,
    high && `${high.excluded ? 'below' : 'up to'} ${high.text}`,
  ]
  return parts.filter(Boolean).join(' ')
}

/** What a view is grouped by, with what else it makes: "Grouped by day, with subtotals, device as columns". */
export function groupWords(
  { by = [], subtotals, pivot }: NonNullable<ResultView['group']>,
  nameOf: (column: string) => string,
): string {
  const parts = [
    `Grouped by ${by.map(nameOf).join(', ') || 'nothing'}`,
    subtotals && 'with subtotals',
    pivot !== undefined && `${nameOf(pivot)} as columns`,
  ]
  return parts.filter(Boolean).join(', ')
}

/** What the server does to build a view, as it is told while it does. */
export function actWords({ computed = [], filters = [], group, sort = [] }: ResultView): string {
  if (group) return 'Grouping'
  if (filters.length > 0) return sort.length > 0 ? 'Filtering and sorting' : 'Filtering'
  if (sort.length > 0) return 'Sorting'
  return computed.length > 0 ? 'Computing' : 'Reading'
}
