import type { ResultView, ViewFilter } from '@/api/executions'
import { plural } from '@/lib/number'
import { groupDigits, shifted } from './decimal-text'

/** How the grid shows the values of a column: with the point shifted, and written in full. */
export type Shown = { shift: number; write: (value: string) => string }

const asStored: Shown = { shift: 0, write: (value) => value }

/** A filter as a person says it: "reach from 10 to 20", "campaign contains “spring”". */
export function filterWords(filter: ViewFilter, name: string, { shift, write } = asStored): string {
  const { op, not, text = '', values = [] } = filter
  switch (op) {
    case 'null':
      return `${name} is ${not ? 'not ' : ''}NULL`
    case 'range':
      return `${name} ${not ? 'not ' : ''}${rangeWords(filter, shift)}`
    case 'contains':
      return `${name} ${not ? 'does not contain' : 'contains'} “${text}”`
    case 'starts':
      return `${name} ${not ? 'does not start' : 'starts'} with “${text}”`
    case 'equals':
      return `${name} is ${not ? 'not ' : ''}“${text}”`
    case 'in': {
      const [first] = values
      if (values.length !== 1 || first === undefined)
        return `${name} is ${not ? 'none' : 'one'} of ${plural(values.length, 'value')}`
      return `${name} is ${not ? 'not ' : ''}${first === null ? 'NULL' : write(first)}`
    }
  }
}

function rangeWords({ from, to, fromExcluded, toExcluded }: ViewFilter, shift: number): string {
  const low = from === undefined ? '' : groupDigits(shifted(from, shift))
  const high = to === undefined ? '' : groupDigits(shifted(to, shift))
  if (from !== undefined && from === to && !fromExcluded && !toExcluded) return `is ${low}`
  const parts = [
    low && `${fromExcluded ? 'above' : 'from'} ${low}`,
    high && `${toExcluded ? 'below' : 'up to'} ${high}`,
  ]
  return parts.filter(Boolean).join(' ')
}

/** What the server does to build a view, as it is told while it does. */
export function actWords({ computed = [], filters = [], group, sort = [] }: ResultView): string {
  if (group) return 'Grouping'
  if (filters.length > 0) return sort.length > 0 ? 'Filtering and sorting' : 'Filtering'
  if (sort.length > 0) return 'Sorting'
  return computed.length > 0 ? 'Computing' : 'Reading'
}
