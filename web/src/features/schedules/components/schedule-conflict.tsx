import { Button, Modal } from '@mantine/core'
import type { Schedule } from '@/api/schedules'
import table from '@/ui/data-table.module.css'
import { TimeText } from '@/ui/time-text'
import { differences, type Names } from '../model/differences'
import { type Draft, draftOf } from '../model/draft'
import classes from './schedules.module.css'

type Props = {
  /** What somebody else saved meanwhile. */
  theirs: Schedule | null
  mine: Draft
  names: Names
  onKeepMine: () => void
  onTakeTheirs: () => void
  onClose: () => void
}

/** Two people saved: where the versions differ, side by side, and nothing is lost either way. */
export function ScheduleConflict(props: Props) {
  const { theirs, mine, names, onKeepMine, onTakeTheirs, onClose } = props
  const found = theirs ? differences(mine, draftOf(theirs), names) : []
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
            Version {theirs.version} was saved <TimeText at={theirs.updatedAt} />.{' '}
            {found.length > 0
              ? 'This is where yours says something else.'
              : 'Yours says the same, so nothing is left to save.'}
          </p>
          <div className={table.scroll} hidden={found.length === 0}>
            <table className={table.table}>
              <thead>
                <tr>
                  <th>Part</th>
                  <th>Theirs</th>
                  <th>Yours</th>
                </tr>
              </thead>
              <tbody>
                {found.map((difference) => (
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
