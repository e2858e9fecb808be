import { IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type ResultProfile, resultProfileQuery, type ViewFilter } from '@/api/executions'
import { count } from '@/lib/number'
import { BareCommandButton, CommandIcon } from '@/ui/command-button'
import { ProblemPanel } from '@/ui/problem-panel'
import { SkeletonRows } from '@/ui/skeleton-rows'
import { groupDigits } from '../model/decimal-text'
import classes from './view.module.css'

type Props = {
  executionId: string
  /** The view whose column it is, as text. */
  view: string
  column: { id: string; name: string }
  /** The column that a filter names; absent where values cannot be filtered by. */
  filtered: string | undefined
  onFilter: (filter: ViewFilter) => void
  onClose: () => void
}

/** How the values of a column are spread, over every row of the view. */
export function ProfilePanel(props: Props) {
  const { executionId, view, column, filtered, onFilter, onClose } = props
  const profile = useQuery(resultProfileQuery(executionId, view, column.id))
  return (
    <aside className={classes.aside} aria-label={`Profile of ${column.name}`}>
      <header className={classes.asideHead}>
        <strong>{column.name}</strong>
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

type SpreadProps = { profile: ResultProfile; onValue: ((value: string) => void) | undefined }

function Spread({ profile, onValue }: SpreadProps) {
  const { rows, nulls, distinct, min, max, mean, quantiles = [], buckets = [], top = [] } = profile
  const about = profile.distinctIsApproximate ? 'about ' : ''
  const facts: [string, string][] = [
    ['Rows', count(rows)],
    ['NULL', `${count(nulls)} · ${share(nulls, rows)}`],
    ['Different values', about + count(distinct)],
  ]
  if (min !== undefined) facts.push(['Least', groupDigits(min)])
  for (const { share: part, value } of quantiles)
    facts.push([`${Math.round(part * 100)} % up to`, groupDigits(value)])
  if (max !== undefined) facts.push(['Greatest', groupDigits(max)])
  if (mean !== undefined) facts.push(['Mean', groupDigits(mean)])
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
      {buckets.length > 0 && <Distribution buckets={buckets} />}
      {top.length > 0 && (
        <>
          <h2 className={classes.asideTitle}>Most frequent</h2>
          <ul className={classes.bars}>
            {top.map(({ value, count: times }) => (
              <li key={value}>
                <span className={classes.bar} style={{ width: share(times, top[0]?.count ?? 1) }} />
                {onValue ? (
                  <BareCommandButton
                    command={{ label: 'Keep only', subject: value, group: 'Filters' }}
                    className={classes.value}
                    onClick={() => onValue(value)}
                  >
                    {value || '(empty)'}
                  </BareCommandButton>
                ) : (
                  <span className={classes.value}>{value || '(empty)'}</span>
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

function Distribution({ buckets }: { buckets: NonNullable<ResultProfile['buckets']> }) {
  const most = Math.max(1, ...buckets.map((bucket) => bucket.count))
  const words = buckets
    .map(({ from, to, count: rows }) => `${from} to ${to}: ${count(rows)}`)
    .join('; ')
  return (
    <>
      <h2 className={classes.asideTitle}>Distribution</h2>
      <div role="img" aria-label={words} className={classes.distribution}>
        {buckets.map(({ from, to, count: rows }) => (
          <span
            key={from}
            title={`${groupDigits(from)} to ${groupDigits(to)}: ${count(rows)}`}
            style={{ height: `${Math.max(rows > 0 ? 2 : 0, (rows / most) * 100)}%` }}
          />
        ))}
      </div>
      <p className={classes.span}>
        <span>{groupDigits(buckets[0]?.from ?? '')}</span>
        <span>{groupDigits(buckets.at(-1)?.to ?? '')}</span>
      </p>
    </>
  )
}

function share(part: number, whole: number): string {
  if (whole === 0) return '0%'
  const percent = (part / whole) * 100
  return `${percent.toFixed(percent > 0 && percent < 10 ? 1 : 0)}%`
}
