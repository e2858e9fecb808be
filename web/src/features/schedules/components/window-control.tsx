import { Autocomplete, Select, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { ScheduleWindow } from '@/api/schedules'
import { zones } from '@/lib/time'
import { presets, ranges } from '../model/words'
import classes from './sentence.module.css'

type Props = {
  window: ScheduleWindow
  /** Of the rule, which the window has unless it has its own. */
  zone: string
  onChange: (window: ScheduleWindow) => void
}

const RANGE = 'range'
const DATES = 'dates'
const inPlace = { withinPortal: false }

/** The span of time each occurrence reads: one that moves with the calendar, or dates that do. */
export function WindowControl({ window, zone, onChange }: Props) {
  const [zoneList] = useState(zones)
  const kind = window.preset ?? (window.range === undefined ? DATES : RANGE)
  return (
    <>
      <Select
        label="Window"
        value={kind}
        data={[
          ...presets,
          { value: RANGE, label: 'another span that moves' },
          { value: DATES, label: 'dates of your own' },
        ]}
        comboboxProps={inPlace}
        onChange={(value) => {
          const preset = presets.find((known) => known.value === value)?.value
          const own =
            value === RANGE ? { range: 'last_days(14)' } : { from: 'today-14d', to: 'today' }
          onChange({ ...(preset ? { preset } : own), zone: window.zone })
        }}
      />
      {kind === RANGE && (
        <Autocomplete
          label="Span"
          description="All of it at once: last_days(14), last_full_week(sunday), month_to_yesterday; moved by -1y, too."
          value={window.range}
          data={ranges}
          comboboxProps={inPlace}
          onChange={(range) => onChange({ range, zone: window.zone })}
        />
      )}
      {kind === DATES && (
        <div className={classes.pair}>
          <TextInput
            label="From"
            description="included"
            placeholder="today-14d"
            value={window.from ?? ''}
            onChange={(event) => onChange({ ...window, from: event.currentTarget.value })}
          />
          <TextInput
            label="To"
            description="not included"
            placeholder="today"
            value={window.to ?? ''}
            onChange={(event) => onChange({ ...window, to: event.currentTarget.value })}
          />
        </div>
      )}
      {kind === DATES && (
        <p className="quiet">
          Dates such as 2026-01-01, or ones that move: <code>today-14d</code>,{' '}
          <code>start_of_month(-1)</code>, <code>end_of_week(monday, -1)</code>.
        </p>
      )}
      <Select
        label="Zone of the window"
        searchable
        clearable
        placeholder={`${zone}, as the schedule`}
        value={window.zone || null}
        data={zoneList}
        limit={60}
        comboboxProps={inPlace}
        onChange={(chosen) => onChange({ ...window, zone: chosen ?? undefined })}
      />
    </>
  )
}
