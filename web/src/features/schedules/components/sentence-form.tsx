import { MultiSelect, NumberInput, Select, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { Instance } from '@/api/instances'
import type { QuerySummary } from '@/api/queries'
import { plural } from '@/lib/number'
import { zones } from '@/lib/time'
import { type Draft, withInstances } from '../model/draft'
import type { Part } from '../model/problems'
import { boundsWords, daysWords, lead, readTimes, timesWords } from '../model/rule'
import { windowWords } from '../model/words'
import { BoundsControl } from './bounds-control'
import { DaysControl } from './days-control'
import classes from './sentence.module.css'
import { Slot } from './slot'
import { WindowControl } from './window-control'
import { WordsField } from './words-field'

type Props = {
  draft: Draft
  queries: Pick<QuerySummary, 'id' | 'name' | 'version'>[]
  onSearchQueries: (words: string) => void
  instances: Instance[]
  problems: Partial<Record<Part, string>>
  onChange: (draft: Draft) => void
}

const partNames: Partial<Record<Part, string>> = {
  query: 'Query',
  targets: 'Instances',
  days: 'Days',
  times: 'Time',
  zone: 'Zone',
  bounds: 'Start and end',
  window: 'Window',
}

/** The schedule as one sentence, each part of which opens its control. */
export function SentenceForm({
  draft,
  queries,
  onSearchQueries,
  instances,
  problems,
  onChange,
}: Props) {
  const { rule } = draft
  const set = (part: Partial<Draft>) => onChange({ ...draft, ...part })
  const times = timesWords(rule)
  const query = queries.find(({ id }) => id === draft.queryId)
  const wrong = Object.entries(partNames).filter(([part]) => problems[part as Part])
  return (
    <div>
      <div className={classes.sentence}>
        {lead(rule)}{' '}
        <Slot name="Days" words={daysWords(rule)} problem={problems.days} width={340}>
          <DaysControl rule={rule} onChange={(rule) => set({ rule })} />
        </Slot>{' '}
        {times && (
          <>
            at{' '}
            <Slot name="Time" words={times} problem={problems.times} width={260}>
              <TimesControl draft={draft} onChange={onChange} />
            </Slot>{' '}
          </>
        )}
        in{' '}
        <Slot name="Zone" words={rule.zone} problem={problems.zone}>
          <ZoneControl zone={rule.zone} onChange={(zone) => set({ rule: { ...rule, zone } })} />
        </Slot>
        ,{' '}
        <Slot name="Start and end" words={boundsWords(rule)} problem={problems.bounds}>
          <BoundsControl rule={rule} onChange={(rule) => set({ rule })} />
        </Slot>
        , run{' '}
        <Slot
          name="Query"
          words={`${query?.name ?? 'no query yet'}${draft.queryVersion ? ` (version ${draft.queryVersion})` : ''}`}
          problem={problems.query}
        >
          <Select
            label="Query"
            placeholder="Choose a saved query"
            searchable
            data={queries.map(({ id, name }) => ({ value: id, label: name }))}
            value={draft.queryId || null}
            nothingFoundMessage="No query is called so"
            comboboxProps={{ withinPortal: false }}
            onSearchChange={onSearchQueries}
            onChange={(queryId) => {
              const chosen = queries.find(({ id }) => id === queryId)
              set({
                queryId: queryId ?? '',
                queryVersion: 0,
                name: draft.name || (chosen?.name ?? ''),
              })
            }}
          />
          <Select
            label="Version"
            data={[
              { value: '0', label: 'the newest, whenever it runs' },
              ...Array.from({ length: query?.version ?? draft.queryVersion }, (_, at) => ({
                value: String(at + 1),
                label: `always version ${at + 1}`,
              })).reverse(),
            ]}
            value={String(draft.queryVersion)}
            comboboxProps={{ withinPortal: false }}
            onChange={(version) => set({ queryVersion: Number(version) })}
          />
        </Slot>{' '}
        for{' '}
        <Slot name="Window" words={windowWords(draft.window)} problem={problems.window}>
          <WindowControl
            window={draft.window}
            zone={rule.zone}
            onChange={(window) => set({ window })}
          />
        </Slot>{' '}
        on{' '}
        <Slot
          name="Instances"
          words={targetWords(draft, instances)}
          problem={problems.targets}
          width={400}
        >
          <MultiSelect
            label="Instances"
            placeholder="Client or instance"
            searchable
            data={instances.map(({ id, name, client, region }) => ({
              value: id,
              label: `${client.name} · ${name} · ${region}`,
            }))}
            value={draft.targets.map(({ instanceId }) => instanceId)}
            hidePickedOptions
            maxDropdownHeight={240}
            comboboxProps={{ withinPortal: false }}
            onChange={(ids) => onChange(withInstances(draft, ids))}
          />
        </Slot>
        .
      </div>
      {wrong.length > 0 && (
        <ul className={classes.problems} aria-label="What is wrong with it">
          {wrong.map(([part, name]) => (
            <li key={part}>
              {name}: {problems[part as Part]}
            </li>
          ))}
        </ul>
      )}
      <WordsField zone={rule.zone} onRule={(rule) => set({ rule })} />
    </div>
  )
}

function targetWords({ targets }: Draft, instances: Instance[]): string {
  if (targets.length === 0) return 'no instance yet'
  if (targets.length > 1) return plural(targets.length, 'instance')
  const only = instances.find(({ id }) => id === targets[0]?.instanceId)
  return only?.name ?? '1 instance'
}

function TimesControl({ draft, onChange }: { draft: Draft; onChange: (draft: Draft) => void }) {
  const { rule } = draft
  const [text, setText] = useState((rule.at ?? []).join(', '))
  if (rule.frequency === 'hourly') {
    return (
      <NumberInput
        label="Minute of the hour"
        min={0}
        max={59}
        allowDecimal={false}
        value={rule.minute ?? 0}
        onChange={(value) => onChange({ ...draft, rule: { ...rule, minute: Number(value) || 0 } })}
      />
    )
  }
  return (
    <TextInput
      label="Time of day"
      description="On the clocks of the zone; more than one with commas."
      placeholder="06:30, 18:00"
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value)
        onChange({ ...draft, rule: { ...rule, at: readTimes(event.currentTarget.value) } })
      }}
    />
  )
}

function ZoneControl({ zone, onChange }: { zone: string; onChange: (zone: string) => void }) {
  const [zoneList] = useState(zones)
  return (
    <Select
      label="Zone"
      searchable
      value={zone}
      data={zoneList.includes(zone) ? zoneList : [zone, ...zoneList]}
      limit={60}
      comboboxProps={{ withinPortal: false }}
      onChange={(chosen) => chosen && onChange(chosen)}
    />
  )
}
