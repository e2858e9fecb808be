import type { ResultChart, ResultViewColumn } from '@/api/executions'

export type ChartKind = NonNullable<ResultChart['kind']>

type Role = { label: string; optional?: boolean; takes?: 'number' | 'measured' }

/** What a kind of chart is called, and what it makes of the columns it names. */
export type Kind = {
  label: string
  x?: Role
  y?: Role
  split?: boolean
  /** How many things it measures at most. */
  values: number
  /** What the most of its groups are called, where there is such a bound. */
  limit?: string
  stacks?: boolean
  /** It has axes, which have titles. */
  axes?: boolean
}

const along: Role = { label: 'Along the axis' }

export const kinds: Record<ChartKind, Kind> = {
  line: { label: 'Lines', x: along, split: true, values: 8, limit: 'Values shown', axes: true },
  area: {
    label: 'Areas',
    x: along,
    split: true,
    values: 8,
    limit: 'Values shown',
    stacks: true,
    axes: true,
  },
  bar: {
    label: 'Bars',
    x: along,
    split: true,
    values: 8,
    limit: 'Values shown',
    stacks: true,
    axes: true,
  },
  pie: { label: 'Pie', x: { label: 'Slices' }, values: 1, limit: 'Slices shown' },
  funnel: { label: 'Funnel', x: { label: 'Steps' }, values: 1, limit: 'Steps shown' },
  number: { label: 'Numbers', values: 8 },
  scatter: {
    label: 'Points',
    x: { label: 'To the right', takes: 'measured' },
    y: { label: 'Upwards', takes: 'measured' },
    split: true,
    values: 0,
    axes: true,
  },
  heatmap: {
    label: 'Heat map',
    x: along,
    y: { label: 'Rows' },
    values: 1,
    limit: 'Values shown',
    axes: true,
  },
  histogram: {
    label: 'Histogram',
    x: { label: 'Values counted', takes: 'measured' },
    values: 0,
    axes: true,
  },
  box: {
    label: 'Boxes',
    x: { label: 'A box for each', optional: true },
    y: { label: 'Values spread', takes: 'number' },
    values: 0,
    limit: 'Boxes shown',
    axes: true,
  },
  sankey: {
    label: 'Flow',
    x: { label: 'Path, or where it begins' },
    y: { label: 'Where it ends', optional: true },
    values: 1,
    limit: 'Flows shown',
  },
}

export const chartKinds = Object.keys(kinds) as ChartKind[]

const numbers = ['integer', 'decimal', 'double']

export const isNumber = ({ stored }: ResultViewColumn) => numbers.includes(stored)
export const isTime = ({ stored }: ResultViewColumn) => stored === 'date' || stored === 'timestamp'

/** The columns that may stand in a role. */
export function columnsFor(role: Role, columns: ResultViewColumn[]): ResultViewColumn[] {
  if (role.takes === 'number') return columns.filter(isNumber)
  if (role.takes === 'measured')
    return columns.filter((column) => isNumber(column) || isTime(column))
  return columns
}

/**
 * The chart of another kind: the one that is suggested, or else what the one
 * before says as far as it means something to the new kind.
 */
export function turnInto(
  kind: ChartKind,
  from: ResultChart,
  suggested: ResultChart[],
  columns: ResultViewColumn[],
): ResultChart {
  const known = kinds[kind]
  const fits = (role: Role | undefined, id: string | undefined) =>
    role && columnsFor(role, columns).some((column) => column.id === id) ? id : undefined
  const proposed = suggested.find((chart) => chart.kind === kind)
  const first = (role: Role | undefined) =>
    role && !role.optional ? columnsFor(role, columns)[0]?.id : undefined
  const x = fits(known.x, from.x) ?? proposed?.x ?? first(known.x)
  const y =
    known.y && (fits(known.y, from.y) ?? proposed?.y ?? first(known.y) ?? endOf(kind, x, columns))
  const values = (from.values ?? proposed?.values)?.slice(0, known.values)
  const split = known.split && (values?.length ?? 0) <= 1 ? from.split : undefined
  return {
    kind,
    ...(x && { x }),
    ...(y && { y }),
    ...(split && split !== x && { split }),
    ...(values && values.length > 0 && { values }),
  }
}

/** Only texts can be whole paths: a flow that begins with anything else needs a column where it ends. */
function endOf(kind: ChartKind, x: string | undefined, columns: ResultViewColumn[]) {
  const begin = columns.find(({ id }) => id === x)
  if (kind !== 'sankey' || !begin || begin.stored === 'text') return undefined
  const others = columns.filter(({ id }) => id !== x)
  return (others.find(({ stored }) => stored === 'text') ?? others[0])?.id
}
