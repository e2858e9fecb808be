import { useDebouncedValue } from '@mantine/hooks'
import { IconArrowNarrowRight } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { type Lineage, type LineageColumn, lineageQuery, type SqlContext } from '@/api/sql'
import { privacyClass } from '@/lib/privacy-class'
import { BareCommandButton } from '@/ui/command-button'
import { EmptyState } from '@/ui/empty-state'
import { ProblemPanel } from '@/ui/problem-panel'
import { SkeletonRows } from '@/ui/skeleton-rows'
import { isTooLong } from '../model/language-service'
import { howWords, type Step, sourcesOf, stepsOf } from '../model/lineage'
import classes from './lineage-panel.module.css'

type Props = {
  sql: string
  context: SqlContext
  /** The units of the output columns, where they are money. */
  units: (string | undefined)[]
  onReveal: (line: number, column: number) => void
}

/** Where the output columns come from: their classes, types and units, and every step to the data sources. */
export function LineagePanel({ sql, context, units, onReveal }: Props) {
  const [settled] = useDebouncedValue(sql, 350)
  const lineage = useQuery({
    ...lineageQuery(settled, context),
    enabled: settled.trim() !== '' && !isTooLong(settled),
    placeholderData: keepPreviousData,
  })
  if (settled.trim() === '')
    return (
      <EmptyState title="No columns yet">
        Write a query: each column it gives out appears here, with its privacy class and the columns
        of the data sources it is made from.
      </EmptyState>
    )
  if (lineage.isError)
    return <ProblemPanel title="The columns could not be read" error={lineage.error} />
  if (!lineage.data) return <SkeletonRows rows={4} height={28} />
  if (lineage.data.outputs.length === 0)
    return (
      <EmptyState title="Nothing can be told yet">
        Mend the errors of the SQL first; then each output column tells where it comes from.
      </EmptyState>
    )
  return (
    <table className={classes.table} aria-label="Where columns come from">
      <thead>
        <tr>
          <th scope="col">Column</th>
          <th scope="col">Type</th>
          <th scope="col">Privacy class</th>
          <th scope="col">Made from</th>
        </tr>
      </thead>
      <tbody>
        {lineage.data.outputs.map((at, place) => (
          <Output
            // biome-ignore lint/suspicious/noArrayIndexKey: two columns may share a name; only the place tells them apart
            key={place}
            lineage={lineage.data}
            at={at}
            unit={units[place]}
            onReveal={onReveal}
          />
        ))}
      </tbody>
    </table>
  )
}

type OutputProps = {
  lineage: Lineage
  at: number
  unit: string | undefined
  onReveal: Props['onReveal']
}

function Output({ lineage, at, unit, onReveal }: OutputProps) {
  const [open, setOpen] = useState(false)
  const column = lineage.columns[at]
  if (!column) return null
  const sources = sourcesOf(lineage, at)
  const privacy = privacyClass(column.class ?? '')
  return (
    <>
      <tr>
        <th scope="row">
          <Place column={column} onReveal={onReveal} />
        </th>
        <td className={classes.type}>
          {column.type?.toLowerCase() || '–'}
          {unit && <span className="quiet"> · {unit}</span>}
        </td>
        <td title={privacy.text}>{column.class?.replace('_', ' ').toLowerCase() || '–'}</td>
        <td>
          <BareCommandButton
            command={{ label: `Show the steps of ${column.name}`, group: 'Columns' }}
            className={classes.more}
            aria-expanded={open}
            disabled={column.from.length === 0}
            onClick={() => setOpen(!open)}
          >
            {sources.length === 0 && <span className="quiet">{howWords(column.how)}</span>}
            {sources.map((source) => (
              <span key={`${source.table}.${source.name}`} className={classes.source}>
                <code>
                  {source.table}.{source.name}
                </code>
                {source.decides && <span className="quiet"> decides</span>}
              </span>
            ))}
          </BareCommandButton>
        </td>
      </tr>
      {open && (
        <tr>
          <td colSpan={4}>
            <p className={classes.how}>
              {howWords(column.how)}
              {column.expression && <code>{column.expression}</code>}
            </p>
            <Steps steps={stepsOf(lineage, at)} onReveal={onReveal} />
          </td>
        </tr>
      )}
    </>
  )
}

const parts: Record<Step['part'], string> = {
  value: '',
  condition: 'decides: ',
  window: 'orders or divides: ',
}

function Steps({ steps, onReveal }: { steps: Step[]; onReveal: Props['onReveal'] }) {
  return (
    <ul className={classes.steps}>
      {steps.map((step) => (
        <li key={`${step.index}:${step.part}`}>
          <IconArrowNarrowRight size={13} aria-hidden />{' '}
          <span className="quiet">{parts[step.part]}</span>
          <Place column={step.column} onReveal={onReveal} />
          <span className="quiet"> {howWords(step.column.how)}</span>
          {step.column.expression && step.column.how !== 'copy' && (
            <code className={classes.expression}>{step.column.expression}</code>
          )}
          {step.from.length > 0 && <Steps steps={step.from} onReveal={onReveal} />}
        </li>
      ))}
    </ul>
  )
}

/** A column by name; a click goes to where the text makes it. */
function Place({ column, onReveal }: { column: LineageColumn; onReveal: Props['onReveal'] }) {
  const name = column.table ? `${column.table}.${column.name}` : column.name
  const { range } = column
  if (!range) return <code>{name}</code>
  return (
    <BareCommandButton
      command={{ label: 'Go to the place of', subject: name, group: 'Columns' }}
      className={classes.place}
      onClick={() => onReveal(range.line, range.column)}
    >
      <code>{name}</code>
    </BareCommandButton>
  )
}
