import { CopyButton, Tooltip } from '@mantine/core'
import { BareCommandButton } from './command-button'
import classes from './copyable-id.module.css'

/** An id: monospaced, copied with a click. */
export function CopyableId({ value, label }: { value: string; label: string }) {
  return (
    <CopyButton value={value}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? 'Copied' : `Copy ${label}`}>
          <BareCommandButton
            command={{ label: `Copy ${label}`, subject: value, group: 'Copy' }}
            className={classes.id}
            onClick={copy}
          >
            {value}
          </BareCommandButton>
        </Tooltip>
      )}
    </CopyButton>
  )
}
