import { IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type ResultProfile, resultProfileQuery, type ViewFilter } from '@/api/executions'
import { count } from '@/lib/number'
import { BareCommandButton, CommandIcon } from '@/ui/command-button'
import { ProblemPanel } from '@/ui/problem-panel'
import { SkeletonRows } from '@/ui/skeleton-rows'
import { choiceWriter, formatOf, sharedDigits, type Written } from '../model/cell-format'
import type { GridColumn } from '../model/grid-column'
import { visibleText } from '../model/visible-text'
import classes from './view.module.css'

type Props = {
  executionId: string
  /** The view whose column it is, as text. */
  view: string
  column: GridColumn
  /** How the values of the view are written. */
  written: Written
  /** The column that a filter names; absent where values cannot be filtered by. */
  filtered: string | undefined
  onFilter: (filter: ViewFilter) => void
  onClose: () => void
}

/** Characters of a value that are shown at most. */
const LONGEST = 200

/** How the values of a column are spread, over every row of the view. */
export function ProfilePanel(props: Props) {
  const { executionId, view, column, written, filtered, onFilter, onClose } = props
  const profile = useQuery(resultProfileQuery(executionId, view, column.id))
  const { unit, hint, write } = formatOf(
    column,
    sharedDigits(column, sampleOf(profile.data)),
    written,
  )
  return (
    <aside className={classes.aside} aria-label={`Profile of ${column.name}`}>
      <header className={classes.asideHead}>
        <span title={hint || undefined}>
          <strong>{visibleText(column.name)}</strong> <span className="quiet">{unit}</span>
        </span>
        <CommandIcon command={{ label: 'Close the profile', group: 'Result' }} onClick={onClose}>
          <IconX size={15} />
        </CommandIcon>
      </header>
      {profile.isPending && <SkeletonRows rows={6} height={22} />}
      {profile.isError && (
        <ProblemPanel title="The profile could not be read" error={profile.error} />
      )}
      {profile.data && (
        <Spread
          profile={profile.data}
          write={(value) => write(value)}
          choiceText={choiceWriter(
            column,
            written,
            (profile.data.top ?? []).map(({ value }) => value),
          )}
          onValue={
            filtered === undefined
              ? undefined
              : (value) => onFilter({ column: filtered, op: 'in', values: [value] })
          }
        />
      )}
    </aside>
  )
}

type SpreadProps = {
  profile: ResultProfile
  /** As the grid writes the values of the column. */
  write: (value: string) => string
  /** The same, told apart from the others of the most frequent. */
  choiceText: (value: string) => string
  onValue: ((value: string) => void) | undefined
}

/** Values that tell how many decimals the doubles of a column need. */
function sampleOf(profile: ResultProfile | undefined): string[] {
  const { min, max, quantiles = [], top = [] } = profile ?? {}
  const values = [
    min,
    max,
    ...quantiles.map(({ value }) => value),
    ...top.map(({ value }) => value),
  ]
  return values.filter((value) => value !== undefined)
}

function Spread({ profile, write, choiceText, onValue }: SpreadProps) {
  const { rows, nulls, distinct, min, max, mean, quantiles = [], buckets = [], top = [] } = profile
  const about = profile.distinctIsApproximate ? 'about ' : ''
  const facts: [string, string][] = [
    ['Rows', count(rows)],
    ['NULL', `${count(nulls)} · ${share(nulls, rows)}`],
    ['Different values', about + count(distinct)],
  ]
  if (min !== undefined) facts.push(['Least', valueWords(min, write)])
  for (const { share: part, value } of quantiles)
    facts.push([`${Math.round(part * 100)} % up to`, write(value)])
  if (max !== undefined) facts.push(['Greatest', valueWords(max, write)])
  if (mean !== undefined) facts.push(['Mean', write(mean)])
  return (
    <>
      <dl className={classes.facts}>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="num">{value}</dd>
          </div>
        ))}
      </dl>
      {buckets.length > 0 && <Distribution buckets={buckets} write={write} />}
      {top.length > 0 && (
        <>
          <h2 className={classes.asideTitle}>Most frequent</h2>
          <ul className={classes.bars}>
            {top.map(({ value, count: times }) => (
              <li key={value}>
                <span className={classes.bar} style={{ width: share(times, top[0]?.count ?? 1) }} />
                {onValue ? (
                  <BareCommandButton
                    command={{
                      label: 'Keep only',
                      subject: valueWords(value, choiceText),
                      group: 'Filters',
                    }}
                    className={classes.value}
                    onClick={() => onValue(value)}
                  >
                    {valueWords(value, choiceText)}
                  </BareCommandButton>
                ) : (
                  <span className={classes.value}>{valueWords(value, choiceText)}</span>
                )}
                <span className="num quiet">{count(times)}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  )
}

/** Enough of a value to tell it by. */
function valueWords(value: string, write: (value: string) => string): string {
  if (value === '') return '(empty text)'
  const text = write(value)
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text
}

type DistributionProps = {
  buckets: NonNullable<ResultProfile['buckets']>
  write: (value: string) => string
}

function Distribution({ buckets, write }: DistributionProps) {
  const most = Math.max(1, ...buckets.map((bucket) => bucket.count))
  const words = buckets
    .map(({ from, to, count: rows }) => `${write(from)} to ${write(to)}: ${count(rows)}`)
    .join('; ')
  return (
    <>
      <h2 className={classes.asideTitle}>Distribution</h2>
      <div role="img" aria-label={words} className={classes.distribution}>
        {buckets.map(({ from, to, count: rows }) => (
          <span
            key={from}
            title={`${write(from)} to ${write(to)}: ${count(rows)}`}
            style={{ height: `${Math.max(rows > 0 ? 2 : 0, (rows / most) * 100)}%` }}
          />
        ))}
      </div>
      <p className={classes.span}>
        <span>{write(buckets[0]?.from ?? '')}</span>
        <span>{write(buckets.at(-1)?.to ?? '')}</span>
      </p>
    </>
  )
}

function share(part: number, whole: number): string {
  if (whole === 0) return '0%'
  const percent = (part / whole) * 100
  return `${percent.toFixed(percent > 0 && percent < 10 ? 1 : 0)}%`
}
