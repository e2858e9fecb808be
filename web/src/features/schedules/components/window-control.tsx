import { Select, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { ScheduleWindow } from '@/api/schedules'
import { zones } from '@/lib/time'
import { presets } from '../model/words'
import classes from './sentence.module.css'

type Props = {
  window: ScheduleWindow
  /** Of the rule, which the window has unless it has its own. */
  zone: string
  onChange: (window: ScheduleWindow) => void
}

const EXPRESSIONS = 'expressions'
const inPlace = { withinPortal: false }

/** The span of time each occurrence reads: one that moves with the calendar, or dates that do. */
export function WindowControl({ window, zone, onChange }: Props) {
  const [zoneList] = useState(zones)
  return (
    <>
      <Select
        label="Window"
        value={window.preset ?? EXPRESSIONS}
        data={[...presets, { value: EXPRESSIONS, label: 'dates of your own' }]}
        comboboxProps={inPlace}
        onChange={(value) => {
          const preset = presets.find((known) => known.value === value)?.value
          onChange(
            preset
              ? { preset, zone: window.zone }
              : { from: 'today-14d', to: 'today', zone: window.zone },
          )
        }}
      />
      {!window.preset && (
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
      {!window.preset && (
        <p className="quiet">
          Dates such as 2026-01-01, or ones that move: <code>today-14d</code>,{' '}
          <code>start_of_month(-1)</code>, <code>last_full_week(monday)</code>.
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
