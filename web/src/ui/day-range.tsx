import { TextInput } from '@mantine/core'
import { browserZone } from '@/lib/time'
import classes from './day-range.module.css'

/** Days in a zone, which is only said with one of them. */
export type Days = { from?: string; to?: string; zone?: string }

type Props = {
  /** What was done in them, as in “Done on or after”. */
  what: string
  days: Days
  onDays: (days: Days) => void
}

/** The first day of a list, and the one it ends before. */
export function DayRange({ what, days, onDays }: Props) {
  const zone = days.zone ?? browserZone()
  const bound = (part: Days) => {
    const { from, to } = { ...days, ...part }
    onDays({ from, to, zone: from || to ? zone : undefined })
  }
  return (
    <>
      <TextInput
        type="date"
        aria-label={`${what} on or after, in ${zone}`}
        leftSection={<span className={classes.bound}>from</span>}
        leftSectionWidth={44}
        value={days.from ?? ''}
        onChange={(event) => bound({ from: event.currentTarget.value || undefined })}
      />
      <TextInput
        type="date"
        aria-label={`${what} before, in ${zone}`}
        leftSection={<span className={classes.bound}>before</span>}
        leftSectionWidth={56}
        value={days.to ?? ''}
        onChange={(event) => bound({ to: event.currentTarget.value || undefined })}
      />
      {(days.from || days.to) && <span className="quiet">{zone}</span>}
    </>
  )
}
