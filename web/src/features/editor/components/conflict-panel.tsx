import { Button, Modal } from '@mantine/core'
import type { Query } from '@/api/queries'
import { TimeText } from '@/ui/time-text'
import type { Content } from '../model/draft'
import classes from './conflict-panel.module.css'
import { SqlDiff } from './lazy-editor'

type Props = {
  /** What somebody else saved meanwhile. */
  theirs: Query | null
  mine: Content
  onKeepMine: () => void
  onTakeTheirs: () => void
  onClose: () => void
}

/** Two people saved: both versions side by side, and nothing is lost either way. */
export function ConflictPanel({ theirs, mine, onKeepMine, onTakeTheirs, onClose }: Props) {
  return (
    <Modal
      opened={theirs !== null}
      onClose={onClose}
      size="min(1100px, 96vw)"
      title="Somebody saved this query meanwhile"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {theirs && (
        <>
          <p>
            {theirs.updatedBy.name} saved version {theirs.version}{' '}
            <TimeText at={theirs.updatedAt} />. Theirs is on the left, yours on the right.
          </p>
          <div className={classes.diff}>
            <SqlDiff before={theirs.sql} after={mine.sql} />
          </div>
          <div className={classes.actions}>
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
