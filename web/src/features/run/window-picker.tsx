import { Select, Skeleton, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { type WindowChoice, windowQuery } from '@/api/sql'
import { shortTime, zones } from '@/lib/time'
import { exclusiveEnd, lastDayOf, presets, windowProblem } from './model/window-choice'
import classes from './run-panel.module.css'

type Props = { window: WindowChoice; onChange: (window: WindowChoice) => void }

const CUSTOM = 'custom'

/** The span of time to read: a preset or days, in a zone, and what that means exactly. */
export function WindowPicker({ window, onChange }: Props) {
  const problem = windowProblem(window)
  const resolved = useQuery({ ...windowQuery(window), enabled: problem === null })
  const [zoneList] = useState(zones)

  function choosePreset(value: string | null) {
    const preset = presets.find((known) => known.value === value)?.value
    if (preset) return onChange({ preset, zone: window.zone })
    // The bounds that were shown are where choosing days begins.
    onChange({
      zone: window.zone,
      from: resolved.data?.localStart.slice(0, 10),
      to: resolved.data?.localEnd.slice(0, 10),
    })
  }

  return (
    <div className={classes.group}>
      <Select
        label="Window"
        value={window.preset ?? CUSTOM}
        data={[...presets, { value: CUSTOM, label: 'Chosen days' }]}
        onChange={choosePreset}
      />
      {!window.preset && (
        <div className={classes.pair}>
          <TextInput
            type="date"
            label="First day"
            value={window.from?.slice(0, 10) ?? ''}
            onChange={(event) => onChange({ ...window, from: event.currentTarget.value })}
          />
          <TextInput
            type="date"
            label="Last day"
            value={window.to ? lastDayOf(window.to) : ''}
            onChange={(event) =>
              onChange({ ...window, to: exclusiveEnd(event.currentTarget.value) })
            }
          />
        </div>
      )}
      <Select
        label="Zone"
        searchable
        value={window.zone}
        data={zoneList.includes(window.zone) ? zoneList : [window.zone, ...zoneList]}
        limit={60}
        onChange={(zone) => zone && onChange({ ...window, zone })}
      />
      <div className={classes.resolved} aria-live="polite">
        {problem ? (
          <p className={classes.problem}>{problem}</p>
        ) : resolved.isError ? (
          <p className={classes.problem}>{resolved.error.message}</p>
        ) : resolved.data ? (
          <>
            <Bounds start={resolved.data.start} end={resolved.data.end} zone={resolved.data.zone} />
            {resolved.data.zone !== 'UTC' && (
              <Bounds start={resolved.data.start} end={resolved.data.end} zone="UTC" />
            )}
            <p className={resolved.data.settled ? classes.settled : classes.unsettled}>
              {resolved.data.settled
                ? 'Settled: Amazon’s data for it are complete.'
                : `Settles on ${shortTime(resolved.data.settlesAt, resolved.data.zone)}; until then numbers may change.`}
            </p>
          </>
        ) : (
          <Skeleton height={94} />
        )}
      </div>
    </div>
  )
}

function Bounds({ start, end, zone }: { start: string; end: string; zone: string }) {
  return (
    <p className={classes.bounds}>
      <span className="quiet">{zone}</span>
      <span className="num">
        {shortTime(start, zone)} – {shortTime(end, zone)}
      </span>
    </p>
  )
}
