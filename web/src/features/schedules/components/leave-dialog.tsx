import { Button, Modal } from '@mantine/core'
import classes from './schedules.module.css'

type Props = { open: boolean; onStay: () => void; onLeave: () => void }

/** Asks before changes that were not saved are lost. */
export function LeaveDialog({ open, onStay, onLeave }: Props) {
  return (
    <Modal
      opened={open}
      onClose={onStay}
      title="Leave without saving?"
      size="sm"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <p>What you changed about this schedule is not saved.</p>
      <div className={classes.answers}>
        <Button variant="default" onClick={onStay}>
          Stay
        </Button>
        <Button color="red" onClick={onLeave}>
          Leave and drop it
        </Button>
      </div>
    </Modal>
  )
}
