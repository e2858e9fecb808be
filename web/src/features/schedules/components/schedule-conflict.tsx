import { Button, Modal } from '@mantine/core'
import type { Schedule } from '@/api/schedules'
import table from '@/ui/data-table.module.css'
import { TimeText } from '@/ui/time-text'
import { differences } from '../model/differences'
import { type Draft, draftOf } from '../model/draft'
import classes from './schedules.module.css'

type Props = {
  /** What somebody else saved meanwhile. */
  theirs: Schedule | null
  mine: Draft
  instanceName: (id: string) => string
  onKeepMine: () => void
  onTakeTheirs: () => void
  onClose: () => void
}

/** Two people saved: where the versions differ, side by side, and nothing is lost either way. */
export function ScheduleConflict(props: Props) {
  const { theirs, mine, instanceName, onKeepMine, onTakeTheirs, onClose } = props
  return (
    <Modal
      opened={theirs !== null}
      onClose={onClose}
      size="min(860px, 96vw)"
      title="Somebody changed this schedule meanwhile"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {theirs && (
        <>
          <p>
            Version {theirs.version} was saved <TimeText at={theirs.updatedAt} />. This is where
            yours says something else.
          </p>
          <div className={table.scroll}>
            <table className={table.table}>
              <thead>
                <tr>
                  <th>Part</th>
                  <th>Theirs</th>
                  <th>Yours</th>
                </tr>
              </thead>
              <tbody>
                {differences(mine, draftOf(theirs), instanceName).map((difference) => (
                  <tr key={difference.part}>
                    <td className={table.strong}>{difference.part}</td>
                    <td data-label="Theirs">{difference.theirs || '–'}</td>
                    <td data-label="Yours">{difference.mine || '–'}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          <div className={classes.answers}>
            <Button variant="default" onClick={onClose}>
              Go on editing
            </Button>
            <Button variant="default" onClick={onTakeTheirs}>
              Take theirs, drop mine
            </Button>
            <Button onClick={onKeepMine}>Save mine as version {theirs.version + 1}</Button>
          </div>
        </>
      )}
    </Modal>
  )
}
