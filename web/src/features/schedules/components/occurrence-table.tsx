import { IconRepeat } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import type { Occurrence, OccurrenceExecution } from '@/api/schedules'
import { count, plural } from '@/lib/number'
import { duration, zonedTime } from '@/lib/time'
import { CommandButton } from '@/ui/command-button'
import table from '@/ui/data-table.module.css'
import { StateBadge } from '@/ui/state-badge'
import { TellButton } from '@/ui/tell-button'
import { spanOf } from '../model/firing-words'
import { executionsWords, failedCount, kindWords, latenessWords } from '../model/words'
import { useRetry } from '../use-schedule-actions'
import classes from './occurrence-table.module.css'

type Props = {
  occurrences: Occurrence[]
  /** Who looks may try those that failed again. */
  manages: boolean
}

/** What became of each due instant, newest first; on a phone, as cards. */
export function OccurrenceTable({ occurrences, manages }: Props) {
  return (
    <div className={table.scroll}>
      <table className={table.table}>
        <thead>
          <tr>
            <th>State</th>
            <th>Due</th>
            <th>Began</th>
            <th className={table.right}>Took</th>
            <th>What it did</th>
            <th>
              <span className="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {occurrences.map((occurrence) => (
            <Row key={occurrence.id} occurrence={occurrence} manages={manages} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Row({ occurrence, manages }: { occurrence: Occurrence; manages: boolean }) {
  const { state, kind, dueAt, throughAt, instants, zone, startedAt, finishedAt } = occurrence
  return (
    <tr>
      <td className={table.nowrap}>
        <div>
          <StateBadge state={state} />
          {kindWords[kind] && <span className={table.sub}>{kindWords[kind]}</span>}
        </div>
      </td>
      <td data-label="Due" className="num">
        <div>
          {zonedTime(dueAt, zone)}
          {instants > 1 && (
            <span className={table.sub}>
              to {zonedTime(throughAt, zone)}, {count(instants)} instants
            </span>
          )}
          {occurrence.window && (
            <span className={table.sub}>reads {spanOf(occurrence.window)}</span>
          )}
        </div>
      </td>
      <td data-label="Began" className={`${table.nowrap} num`}>
        {startedAt ? (
          <div>
            {latenessWords(occurrence)}
            {kind === 'due' && occurrence.startAt !== dueAt && (
              <span className={table.sub}>meant for {zonedTime(occurrence.startAt, zone)}</span>
            )}
          </div>
        ) : state === 'waiting' ? (
          <span className="quiet">from {zonedTime(occurrence.startAt, zone)}</span>
        ) : (
          <span className="quiet">–</span>
        )}
      </td>
      <td data-label="Took" className={table.right}>
        {startedAt && finishedAt ? duration(Date.parse(finishedAt) - Date.parse(startedAt)) : ''}
      </td>
      <td data-label="What it did">
        <Outcome occurrence={occurrence} />
      </td>
      <td className={`${table.right} ${table.actions}`}>
        {(state === 'waiting' || state === 'running') && (
          <TellButton
            of={{ occurrence: occurrence.id }}
            group="Schedule"
            row={`of ${zonedTime(dueAt, zone)}`}
          />
        )}
        {manages && <Retry occurrence={occurrence} />}
      </td>
    </tr>
  )
}

function Outcome({ occurrence }: { occurrence: Occurrence }) {
  const { reason, executions } = occurrence
  return (
    <div className={classes.outcome}>
      {reason && (
        <span>
          {reason.message} {reason.next && <span className="quiet">{reason.next}</span>}
        </span>
      )}
      {executions.length === 1 && executions[0] && <Cell cell={executions[0]} quiet={!!reason} />}
      {executions.length > 1 && (
        <details open={executions.length < 4}>
          <summary>{executionsWords(occurrence)}</summary>
          <ul className={classes.cells}>
            {executions.map((cell) => (
              <li key={cell.instanceId}>
                <Cell cell={cell} quiet={cell.message === reason?.message} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  )
}

/** What ran on one instance; `quiet` when why it failed is said already. */
function Cell({ cell, quiet }: { cell: OccurrenceExecution; quiet: boolean }) {
  const { executionId, instanceName, state, refused } = cell
  const why = quiet ? '' : (refused?.message ?? cell.message ?? '')
  return (
    <span className={classes.cell}>
      {executionId ? (
        <Link to="/executions/$executionId" params={{ executionId }}>
          {instanceName}
        </Link>
      ) : (
        instanceName
      )}
      {state ? (
        <StateBadge state={state} />
      ) : (
        refused && <span className={classes.refused}>not run</span>
      )}
      {why && <span className="quiet">{why}</span>}
    </span>
  )
}

function Retry({ occurrence }: { occurrence: Occurrence }) {
  const retrying = useRetry(occurrence.id)
  const failed = failedCount(occurrence)
  if (failed === 0) return null
  const words =
    occurrence.executions.length > failed ? `Retry ${plural(failed, 'failed one')}` : 'Retry'
  return (
    <CommandButton
      command={{
        label: words,
        subject: `of ${zonedTime(occurrence.dueAt, occurrence.zone)}`,
        group: 'Schedule',
        words: 'run again failed',
      }}
      variant="default"
      size="compact-xs"
      leftSection={<IconRepeat size={13} />}
      loading={retrying.isPending}
      onClick={() => retrying.mutate()}
    >
      {words}
    </CommandButton>
  )
}
