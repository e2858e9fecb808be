import { Popover } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { BareCommandButton } from '@/ui/command-button'
import classes from './sentence.module.css'

type Props = {
  /** What the part is about: "Days". */
  name: string
  /** What it says now. */
  words: string
  problem?: string
  width?: number
  children: ReactNode
}

/** A part of the sentence that opens its control. */
export function Slot({ name, words, problem, width = 320, children }: Props) {
  const [open, setOpen] = useState(false)
  return (
    <Popover
      opened={open}
      onChange={setOpen}
      position="bottom-start"
      width={width}
      shadow="md"
      trapFocus
      returnFocus
    >
      <Popover.Target>
        <BareCommandButton
          command={{ label: `Change: ${name.toLowerCase()}`, group: 'Schedule' }}
          className={classes.slot}
          data-problem={problem !== undefined || undefined}
          aria-label={`${name}: ${words}`}
          aria-expanded={open}
          onClick={() => setOpen((shown) => !shown)}
        >
          {words}
        </BareCommandButton>
      </Popover.Target>
      <Popover.Dropdown className={classes.control}>
        {children}
        {problem && <p className={classes.problem}>{problem}</p>}
      </Popover.Dropdown>
    </Popover>
  )
}
