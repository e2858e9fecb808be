import { useQuery } from '@tanstack/react-query'
import { instancesQuery } from '@/api/instances'
import { peopleQuery, type Schedule, type ScheduleVersion, versionsQuery } from '@/api/schedules'
import { EmptyState } from '@/ui/empty-state'
import { Panel } from '@/ui/panel'
import { ProblemPanel } from '@/ui/problem-panel'
import { SkeletonRows } from '@/ui/skeleton-rows'
import { TimeText } from '@/ui/time-text'
import { differences, type Names } from '../model/differences'
import { draftOfContent } from '../model/draft'
import classes from './versions-panel.module.css'

/** What was changed, when and by whom, the newest first. */
export function VersionsPanel({ schedule }: { schedule: Schedule }) {
  const versions = useQuery(versionsQuery(schedule.id, schedule.version))
  const { data: instances = [] } = useQuery(instancesQuery())
  const { data: people = [] } = useQuery(peopleQuery())
  const { data = [] } = versions
  const named = (known: { id: string; name: string }[]) => (id: string) =>
    known.find((one) => one.id === id)?.name ?? id
  const names: Names = {
    instance: named(instances),
    query: named(
      data.map(({ content: { query } }) => ({ id: query.id, name: query.name ?? query.id })),
    ),
    person: named([...people, schedule.responsible, ...data.map(({ savedBy }) => savedBy)]),
  }
  return (
    <Panel flush>
      {versions.isPending && <SkeletonRows rows={4} />}
      {versions.isError && (
        <ProblemPanel title="The versions could not be read" error={versions.error} />
      )}
      {versions.isSuccess && data.length === 0 && (
        <EmptyState title="No version is kept yet">
          What this schedule said before versions were kept is not known. The next time it is saved,
          it stands here: what changed, when and by whom.
        </EmptyState>
      )}
      <ol className={classes.versions}>
        {data.map((version, at) => (
          <Version key={version.version} version={version} before={data[at + 1]} names={names} />
        ))}
      </ol>
    </Panel>
  )
}

type VersionProps = {
  version: ScheduleVersion
  /** The one before; nothing for the first, or when it is not kept. */
  before: ScheduleVersion | undefined
  names: Names
}

function Version({ version, before, names }: VersionProps) {
  const changed = before
    ? differences(draftOfContent(version.content), draftOfContent(before.content), names)
    : []
  return (
    <li className={classes.version}>
      <p className={classes.head}>
        <strong>Version {version.version}</strong>
        <span>{version.savedBy.name}</span>
        <TimeText at={version.savedAt} />
      </p>
      {!before && (
        <p className="quiet">
          {version.version === 1
            ? 'Made.'
            : 'What it said before this version is not kept, so it cannot be compared.'}
        </p>
      )}
      {before && changed.length === 0 && (
        <p className="quiet">
          {version.hiddenTargets || before.hiddenTargets
            ? 'Of what you may see nothing was changed.'
            : 'Saved as it was.'}
        </p>
      )}
      <dl className={classes.changes}>
        {changed.map(({ part, mine, theirs }) => (
          <div key={part}>
            <dt>{part}</dt>
            <dd>
              <del>{theirs || 'nothing'}</del> <ins>{mine || 'nothing'}</ins>
            </dd>
          </div>
        ))}
      </dl>
    </li>
  )
}
