import { IconX } from '@tabler/icons-react'
import { BareCommandButton } from './command-button'
import classes from './filter-chip.module.css'

/** One filter that is on, with the way to take it off. */
export function FilterChip({ label, onRemove }: { label: string; onRemove: () => void }) {
  return (
    <BareCommandButton
      command={{ label: 'Remove filter', subject: label, group: 'Filters' }}
      className={classes.chip}
      onClick={onRemove}
    >
      {label}
      <IconX size={13} aria-hidden />
    </BareCommandButton>
  )
}
