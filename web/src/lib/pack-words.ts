import type { Pack } from '@/api/packs'
import { plural } from '@/lib/number'

type Kinded = Pick<Pack, 'kind' | 'type'>

const typeWords: Record<Pack['type'], [one: string, many: string]> = {
  string: ['text', 'texts'],
  number: ['number', 'numbers'],
  date: ['date', 'dates'],
  timestamp: ['time', 'times'],
  boolean: ['true or false', 'true or false'],
}

/** What the values of a pack are: one, and many. */
function words({ kind, type }: Kinded): [one: string, many: string] {
  if (kind === 'asin') return ['ASIN', 'ASINs']
  return kind === 'campaign' ? ['campaign', 'campaigns'] : typeWords[type]
}

/** "ASINs" */
export const kindWords = (pack: Kinded) => words(pack)[1]

/** "60,000 ASINs", "no campaigns" */
export const sizeWords = (pack: Kinded & { size: number }) =>
  pack.size === 0 ? `no ${kindWords(pack)}` : plural(pack.size, ...words(pack))

/** What a field for values shows while it is empty. */
export function example({ kind, type }: Kinded): string {
  if (kind === 'asin') return 'B0EXAMPLE1, B0EXAMPLE2'
  if (kind === 'campaign') return '123456789012345678\n123456789012345679'
  return {
    string: 'running shoes\ntrail shoes',
    number: '10\n25.5',
    date: '2026-05-01\n2026-05-02',
    timestamp: '2026-05-01T06:00:00\n2026-05-02T06:00:00',
    boolean: 'true',
  }[type]
}

/** How values may be written one after the other. */
export function separators({ kind, type }: Kinded): string {
  if (kind === 'value' && type === 'string') return 'One on each line.'
  if (kind === 'value' && type === 'timestamp')
    return 'Separated by commas, semicolons or line breaks.'
  return 'Separated by commas, spaces or line breaks.'
}
