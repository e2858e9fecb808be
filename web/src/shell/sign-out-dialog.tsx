import { Button, Modal } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import classes from './shell.module.css'
import { signOutWatch, useDraftsAsked } from './sign-out-watch'

/** Tells whoever signs out that their drafts go with them. */
export function SignOutDialog() {
  const drafts = useDraftsAsked()
  const navigate = useNavigate()
  const stay = () => signOutWatch.settle(false)
  return (
    <Modal
      opened={drafts > 0}
      onClose={stay}
      title="Delete your drafts?"
      size="sm"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <div className={classes.leaving}>
        <p>
          {drafts === 1 ? 'One draft is' : `${drafts} drafts are`} in this browser only. Signing out
          deletes {drafts === 1 ? 'it' : 'them'}, so that nobody who uses the browser next finds
          {drafts === 1 ? ' it' : ' them'}. What you want to keep, save first.
        </p>
        <div className={classes.leavingButtons}>
          <Button
            data-autofocus
            onClick={() => {
              stay()
              void navigate({ to: '/queries' })
            }}
          >
            Look at them
          </Button>
          <Button variant="default" color="red" onClick={() => signOutWatch.settle(true)}>
            Delete and sign out
          </Button>
        </div>
      </div>
    </Modal>
  )
}
