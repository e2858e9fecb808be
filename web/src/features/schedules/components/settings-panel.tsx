import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { instancesQuery } from '@/api/instances'
import type { Schedule } from '@/api/schedules'
import { plural } from '@/lib/number'
import { exactTime } from '@/lib/time'
import { ClientChip } from '@/ui/client-chip'
import { ConfirmButton } from '@/ui/confirm-button'
import { CopyableId } from '@/ui/copyable-id'
import { Facts } from '@/ui/facts'
import { HealthDot } from '@/ui/health-dot'
import { Panel } from '@/ui/panel'
import { listWords } from '../model/rule'
import { catchUps, overlaps, settles, spanWords, windowWords } from '../model/words'
import classes from './schedules.module.css'

type Props = {
  schedule: Schedule
  /** Who looks may change it. */
  manages: boolean
  onDelete: () => void
}

/** What it says in full, and the way to end it. */
export function SettingsPanel({ schedule, manages, onDelete }: Props) {
  const { rule, window, query, targets, hiddenTargets = 0, values } = schedule
  const label = (policies: { value: string; label: string }[], value: string) =>
    policies.find((policy) => policy.value === value)?.label ?? value
  const given = Object.entries(values)
  return (
    <div className={classes.settings}>
      <Panel title="What it says">
        <Facts
          facts={[
            { term: 'When', value: schedule.sentence },
            {
              term: 'Query',
              value:
                query.id === '' ? (
                  <span className="quiet">one that you may not see</span>
                ) : (
                  <Link to="/queries/$queryId" params={{ queryId: query.id }}>
                    {query.name}
                    {query.version ? `, always version ${query.version}` : ', the newest version'}
                  </Link>
                ),
            },
            { term: 'Window', value: `${windowWords(window)} in ${window.zone || rule.zone}` },
            given.length > 0 && {
              term: 'Values',
              value: listWords(
                given.map(([name, value]) => `${name} = ${JSON.stringify(value).slice(0, 80)}`),
              ),
            },
            { term: 'Unsettled data', value: label(settles, schedule.settle) },
            {
              term: 'Failures',
              value: schedule.pauseAfter
                ? `pauses after ${schedule.pauseAfter} in a row`
                : 'never pauses for them',
            },
            { term: 'While one runs', value: label(overlaps, schedule.overlap) },
            { term: 'Standstill', value: label(catchUps, schedule.catchUp) },
            { term: 'Spread', value: spanWords(schedule.jitterSeconds) },
            { term: 'Time limit', value: spanWords(schedule.timeoutSeconds) },
            {
              term: 'Suppressed rows',
              value: schedule.keepSuppressed
                ? 'kept without what was suppressed'
                : 'removed by AMC',
            },
            { term: 'Responsible', value: schedule.responsible.name },
            { term: 'Version', value: `${schedule.version}, ${exactTime(schedule.updatedAt)}` },
            { term: 'Schedule', value: <CopyableId value={schedule.id} label="schedule id" /> },
          ]}
        />
      </Panel>
      <Panel title="Where it runs">
        <ul className={classes.plain}>
          {targets.map(({ instanceId, instance, values: own }) => (
            <li key={instanceId}>
              {instance ? (
                <ClientChip
                  name={instance.client.name}
                  color={instance.client.color}
                  detail={instance.name}
                />
              ) : (
                instanceId
              )}
              <TargetHealth instanceId={instanceId} />
              {own && Object.keys(own).length > 0 && (
                <code className={classes.own}>{JSON.stringify(own).slice(0, 200)}</code>
              )}
            </li>
          ))}
          {hiddenTargets > 0 && (
            <li className="quiet">
              and {plural(hiddenTargets, 'instance')} you may not see; only who may manage all of
              them changes it
            </li>
          )}
        </ul>
        {manages && (
          <div className={classes.end}>
            <ConfirmButton
              command={{ label: 'Delete the schedule', group: 'Schedule' }}
              question="Nothing is due by it any more. What it ran is kept; what waits is not begun."
              confirmLabel="Delete this schedule"
              onConfirm={onDelete}
            >
              Delete
            </ConfirmButton>
          </div>
        )}
      </Panel>
    </div>
  )
}

/** Why nothing can run where a schedule runs; nothing while all is well. */
function TargetHealth({ instanceId }: { instanceId: string }) {
  const instance = useQuery(instancesQuery()).data?.find(({ id }) => id === instanceId)
  if (!instance || instance.health === 'healthy' || instance.health === 'expired') return null
  return (
    <p className={classes.trouble} role="note">
      <HealthDot health={instance.health} showWord />
      {instance.goneAt && <> since {exactTime(instance.goneAt)}</>}. What is due for it does not
      run. {instance.problem?.next}
    </p>
  )
}
