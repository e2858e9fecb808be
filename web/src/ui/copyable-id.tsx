import { CopyButton, Tooltip, UnstyledButton } from '@mantine/core'
import classes from './copyable-id.module.css'

/** An id: monospaced, copied with a click. */
export function CopyableId({ value, label }: { value: string; label: string }) {
  return (
    <CopyButton value={value}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? 'Copied' : `Copy ${label}`}>
          <UnstyledButton
            className={classes.id}
            onClick={copy}
            aria-label={`Copy ${label} ${value}`}
          >
            {value}
          </UnstyledButton>
        </Tooltip>
      )}
    </CopyButton>
  )
}
