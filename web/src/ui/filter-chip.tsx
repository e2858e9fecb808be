import { IconX } from '@tabler/icons-react'
import classes from './filter-chip.module.css'

/** One filter that is on, with the way to take it off. */
export function FilterChip({ label, onRemove }: { label: string; onRemove: () => void }) {
  return (
    <button
      type="button"
      className={classes.chip}
      onClick={onRemove}
      aria-label={`Remove filter ${label}`}
    >
      {label}
      <IconX size={13} aria-hidden />
    </button>
  )
}
