import { IconPlayerPause, IconPlayerPlay, IconPlayerTrackNext } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import type { Schedule } from '@/api/schedules'
import { useMay } from '@/lib/may'
import { plural } from '@/lib/number'
import { zonedTime } from '@/lib/time'
import { ClientChip } from '@/ui/client-chip'
import { CommandIcon } from '@/ui/command-button'
import table from '@/ui/data-table.module.css'
import { StateBadge } from '@/ui/state-badge'
import { TimeText } from '@/ui/time-text'
import { mayManage } from '../model/rights'
import { goneTargets, someNames, stoppedWords, waitingTargets, waitsFor } from '../model/stopped'
import { pauseWords, streakWords, windowWords } from '../model/words'
import { useScheduleActions } from '../use-schedule-actions'
import classes from './schedules.module.css'

/** Schedules as rows; on a phone, as cards. */
export function ScheduleTable({ schedules }: { schedules: Schedule[] }) {
  return (
    <div className={table.scroll}>
      <table className={table.table}>
        <thead>
          <tr>
            <th>Schedule</th>
            <th>Runs</th>
            <th>Instances</th>
            <th>Next</th>
            <th>Last</th>
            <th>
              <span className="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {schedules.map((schedule) => (
            <Row key={schedule.id} schedule={schedule} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Row({ schedule }: { schedule: Schedule }) {
  const { id, name, query, sentence, rule, lastOccurrence: last } = schedule
  const streak = streakWords(schedule)
  return (
    <tr>
      <td className={classes.name}>
        <div>
          <Link to="/schedules/$scheduleId" params={{ scheduleId: id }} className={table.strong}>
            {name}
          </Link>
          {query.name !== name && <span className={table.sub}>{query.name}</span>}
        </div>
      </td>
      <td data-label="Runs">
        <div>
          {sentence}
          <span className={table.sub}>for {windowWords(schedule.window)}</span>
        </div>
      </td>
      <td data-label="Instances">
        <div>
          <Targets schedule={schedule} />
          <GoneWords schedule={schedule} />
          <WaitingWords schedule={schedule} />
        </div>
      </td>
      <td data-label="Next" className={table.nowrap}>
        <div>
          {schedule.state === 'paused' ? (
            <>
              <StateBadge state="paused" />
              {schedule.pause && (
                <span className={table.sub}>{pauseWords[schedule.pause.cause]}</span>
              )}
            </>
          ) : schedule.nextAt ? (
            <>
              <TimeText at={schedule.nextAt} />
              <span className={`${table.sub} num`}>{zonedTime(schedule.nextAt, rule.zone)}</span>
            </>
          ) : (
            <span className="quiet">–</span>
          )}
        </div>
      </td>
      <td data-label="Last" className={table.nowrap}>
        <div>
          {last ? <StateBadge state={last.state} /> : <span className="quiet">not yet</span>}
          {last && (
            <span className={table.sub}>
              <TimeText at={last.dueAt} />
              {streak && ` · ${streak}`}
            </span>
          )}
        </div>
      </td>
      <td className={`${table.right} ${table.actions}`}>
        <RowActions schedule={schedule} />
      </td>
    </tr>
  )
}

function Targets({ schedule: { targets, hiddenTargets = 0 } }: { schedule: Schedule }) {
  const first = targets[0]?.instance
  if (targets.length === 1 && hiddenTargets === 0 && first) {
    return <ClientChip name={first.client.name} color={first.client.color} detail={first.name} />
  }
  const clients = new Map(
    targets.flatMap(({ instance }) => (instance ? [[instance.client.id, instance.client]] : [])),
  )
  return (
    <span className={classes.targets}>
      <span className="num">{plural(targets.length, 'instance')}</span>
      {[...clients.values()].slice(0, 2).map((client) => (
        <ClientChip key={client.id} name={client.name} color={client.color} />
      ))}
      {clients.size > 2 && <span className="quiet">and {clients.size - 2} more</span>}
      {hiddenTargets > 0 && <span className="quiet">and {hiddenTargets} you may not see</span>}
    </span>
  )
}

/** Which of its instances it cannot run on any more, and what to do. */
function GoneWords({ schedule }: { schedule: Schedule }) {
  const gone = goneTargets(schedule)
  const [first] = gone
  if (!first) return null
  const names = gone.length > 1 || schedule.targets.length > 1
  return (
    <span className={classes.gone}>
      {names && <strong>{someNames(gone.map(({ name }) => name))}</strong>}
      {names && ': '}
      {first.problem.message} {first.problem.next}
    </span>
  )
}

/** On which of its instances what runs waits for a connection, and what to do. */
function WaitingWords({ schedule }: { schedule: Schedule }) {
  const { organise } = useMay()
  return waitingTargets(schedule).map(({ names, problem }) => (
    <span key={problem.code} className={classes.waiting}>
      {schedule.targets.length > 1 && (
        <>
          <strong>{someNames(names)}</strong>:{' '}
        </>
      )}
      {problem.message} {organise ? <Link to="/connections">{problem.next}</Link> : problem.next}
    </span>
  ))
}

function RowActions({ schedule }: { schedule: Schedule }) {
  const { pausing, running } = useScheduleActions(schedule)
  const paused = schedule.state === 'paused'
  const stopped = stoppedWords(schedule)
  const waits = waitsFor(schedule)
  if (!mayManage(useMay(), schedule)) return null
  const words = { subject: schedule.name, group: 'Schedules' }
  return (
    <span className={classes.rowActions}>
      <CommandIcon
        command={{ ...words, label: 'Run now' }}
        loading={running.isPending}
        disabled={stopped !== undefined}
        onClick={() => running.mutate(false)}
        title={stopped ?? 'Run now'}
      >
        <IconPlayerTrackNext size={16} />
      </CommandIcon>
      <CommandIcon
        command={{ ...words, label: paused ? 'Resume' : 'Pause' }}
        loading={pausing.isPending}
        disabled={waits !== undefined}
        onClick={() => pausing.mutate(!paused)}
        title={waits ?? (paused ? 'Resume' : 'Pause')}
      >
        {paused ? <IconPlayerPlay size={16} /> : <IconPlayerPause size={16} />}
      </CommandIcon>
    </span>
  )
}
