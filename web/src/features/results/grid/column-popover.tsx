import { Popover } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './result-grid.module.css'

type Props = {
  name: string
  /** The header it hangs from, in pixels of the grid. */
  left: number
  width: number
  height: number
  onClose: () => void
  children: ReactNode
}

/** What can be done with a column, below its header. */
export function ColumnPopover({ name, left, width, height, onClose, children }: Props) {
  return (
    <Popover
      opened
      onChange={onClose}
      position="bottom-start"
      // One that is too tall for the room below its header moves up over it.
      middlewares={{ flip: false, shift: { crossAxis: true, padding: 8 } }}
      shadow="md"
      trapFocus
      returnFocus
      withRoles={false}
    >
      <Popover.Target>
        <div className={classes.anchor} style={{ left, width, height }} />
      </Popover.Target>
      <Popover.Dropdown
        className={classes.popover}
        role="dialog"
        aria-label={`What to do with ${name}`}
      >
        {children}
      </Popover.Dropdown>
    </Popover>
  )
}
