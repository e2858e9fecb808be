import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { type Parameter, type Placeholder, versionQuery, versionsQuery } from '@/api/queries'
import { BareCommandButton } from '@/ui/command-button'
import { ConfirmButton } from '@/ui/confirm-button'
import { ProblemPanel } from '@/ui/problem-panel'
import { SkeletonRows } from '@/ui/skeleton-rows'
import { TimeText } from '@/ui/time-text'
import { parameterChanges, placeholderChanges } from '../model/parameter-changes'
import { SqlDiff } from './lazy-editor'
import classes from './version-panel.module.css'

type Props = {
  queryId: string
  newest: number
  /** What stands in the editor, saved or not. */
  sql: string
  parameters: Parameter[]
  placeholders: Placeholder[]
  /** It holds changes that no version has. */
  unsaved: boolean
  /** Absent for who may not save it. */
  onRestore: ((number: number) => void) | undefined
}

/** Every saved version, compared with what stands in the editor. */
export function VersionPanel(props: Props) {
  const { queryId, newest, sql, parameters, placeholders, unsaved, onRestore } = props
  const versions = useQuery(versionsQuery(queryId))
  const [chosen, setChosen] = useState(Math.max(1, newest - 1))
  const version = useQuery(versionQuery(queryId, chosen))
  if (versions.isPending) return <SkeletonRows rows={4} />
  if (versions.isError)
    return <ProblemPanel title="The versions could not be read" error={versions.error} />
  const changes = version.data
    ? [
        ...parameterChanges(version.data.parameters, parameters),
        ...placeholderChanges(version.data.placeholders, placeholders),
      ]
    : []
  return (
    <div className={classes.panel}>
      <ul className={classes.list} aria-label="Versions">
        {versions.data.map((entry) => (
          <li key={entry.number}>
            <BareCommandButton
              command={{ label: `Compare with version ${entry.number}`, group: 'Versions' }}
              className={classes.version}
              aria-pressed={entry.number === chosen}
              onClick={() => setChosen(entry.number)}
            >
              <span className="num">
                <strong>v{entry.number}</strong>
                {entry.number === newest && <span className="quiet"> newest</span>}
              </span>
              <span className={classes.who}>
                {entry.createdBy.name} · <TimeText at={entry.createdAt} />
              </span>
              {entry.note && <span className={classes.noteText}>{entry.note}</span>}
            </BareCommandButton>
          </li>
        ))}
      </ul>
      <div className={classes.compare}>
        <div className={classes.heads}>
          <span className="num">
            Version {chosen} <span className="quiet">compared with what stands in the editor</span>
          </span>
          {chosen === newest ? (
            <Button variant="default" disabled>
              Newest
            </Button>
          ) : onRestore ? (
            <ConfirmButton
              command={{ label: `Restore version ${chosen}`, group: 'Versions' }}
              question={
                unsaved
                  ? `Version ${chosen} is saved again as the newest. What you changed and did not save is dropped.`
                  : `Version ${chosen} is saved again as the newest. Nothing is lost: version ${newest} stays in the list.`
              }
              harmless={!unsaved}
              confirmLabel={`Restore version ${chosen}`}
              onConfirm={() => onRestore(chosen)}
            >
              Restore v{chosen}
            </ConfirmButton>
          ) : null}
        </div>
        {changes.length > 0 && (
          <ul className={classes.changes} aria-label="Changes of parameters and placeholders">
            {changes.map((change) => (
              <li key={change}>{change}</li>
            ))}
          </ul>
        )}
        <div className={classes.diff}>
          {version.data && <SqlDiff before={version.data.sql} after={sql} />}
        </div>
      </div>
    </div>
  )
}
