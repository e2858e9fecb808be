import { Chip, MultiSelect, NumberInput, Select, TextInput } from '@mantine/core'
import type { Recurrence, RecurrenceMonthly } from '@/api/schedules'
import {
  type Frequency,
  monthDays,
  nthWord,
  onMonthDays,
  ordinal,
  weekdayName,
  weekdays,
  withFrequency,
} from '../model/rule'
import classes from './sentence.module.css'

type Props = { rule: Recurrence; onChange: (rule: Recurrence) => void }

const frequencies: { value: Frequency; label: string }[] = [
  { value: 'hourly', label: 'Hours' },
  { value: 'daily', label: 'Days' },
  { value: 'weekly', label: 'Weekdays' },
  { value: 'monthly', label: 'Days of the month' },
  { value: 'cron', label: 'Cron' },
]

const units: Record<Frequency, string> = {
  hourly: 'hours',
  daily: 'days',
  weekly: 'weeks',
  monthly: 'months',
  cron: '',
}

/** On which days, or in which hours. */
export function DaysControl({ rule, onChange }: Props) {
  const { frequency } = rule
  return (
    <>
      <Select
        label="By"
        data={frequencies}
        value={frequency}
        comboboxProps={{ withinPortal: false }}
        onChange={(value) => {
          const chosen = frequencies.find((known) => known.value === value)
          if (chosen) onChange(withFrequency(rule, chosen.value))
        }}
      />
      {frequency === 'weekly' && <WeekdayChips rule={rule} onChange={onChange} />}
      {frequency === 'monthly' && <MonthDay rule={rule} onChange={onChange} />}
      {frequency === 'cron' ? (
        <TextInput
          label="Cron"
          description="Minute, hour, day of the month, month, weekday; with names, ranges, steps, L, W and #."
          value={rule.cron ?? ''}
          onChange={(event) => onChange({ ...rule, cron: event.currentTarget.value })}
        />
      ) : (
        <NumberInput
          label={`Every so many ${units[frequency]}`}
          min={1}
          max={1000}
          allowDecimal={false}
          value={rule.interval ?? 1}
          onChange={(value) => onChange({ ...rule, interval: Number(value) || 1 })}
        />
      )}
    </>
  )
}

function WeekdayChips({ rule, onChange }: Props) {
  const chosen = rule.weekdays ?? []
  return (
    <fieldset className={classes.days}>
      <legend className="visually-hidden">Weekdays</legend>
      {weekdays.map((day) => (
        <Chip
          key={day}
          size="xs"
          radius="sm"
          icon={null}
          checked={chosen.includes(day)}
          aria-label={weekdayName(day)}
          onChange={(on) =>
            onChange({
              ...rule,
              weekdays: weekdays.filter((other) => (other === day ? on : chosen.includes(other))),
            })
          }
        >
          {weekdayName(day).slice(0, 2)}
        </Chip>
      ))}
    </fieldset>
  )
}

const kinds: { value: RecurrenceMonthly['kind']; label: string }[] = [
  { value: 'day', label: 'A date' },
  { value: 'last_day', label: 'The last day' },
  { value: 'weekday', label: 'A weekday, such as the second Tuesday' },
  { value: 'business_day', label: 'A business day' },
]

const nths = (upTo: number) => [
  ...Array.from({ length: upTo }, (_, at) => ({ value: String(at + 1), label: nthWord(at + 1) })),
  { value: '-1', label: 'last' },
]

const dates = Array.from({ length: 31 }, (_, at) => ({
  value: String(at + 1),
  label: ordinal(at + 1),
}))

function MonthDay({ rule, onChange }: Props) {
  const monthly = rule.monthly ?? { kind: 'day' as const, day: 1 }
  const change = (next: RecurrenceMonthly) => onChange({ ...rule, monthly: next })
  const inPlace = { withinPortal: false }
  return (
    <>
      <Select
        label="Which day"
        data={kinds}
        value={monthly.kind}
        comboboxProps={inPlace}
        onChange={(value) => {
          const kind = kinds.find((known) => known.value === value)?.value ?? 'day'
          if (kind === 'day') change({ kind, day: 1 })
          else if (kind === 'weekday') change({ kind, nth: 1, weekday: 'monday' })
          else change(kind === 'business_day' ? { kind, nth: 1 } : { kind })
        }}
      />
      {monthly.kind === 'day' && (
        <MultiSelect
          label="Dates"
          description="Months without one are left out; for their end choose the last day."
          data={dates}
          value={monthDays(monthly).map(String)}
          comboboxProps={inPlace}
          hidePickedOptions
          searchable
          maxDropdownHeight={180}
          onChange={(chosen) => chosen.length > 0 && change(onMonthDays(chosen.map(Number)))}
        />
      )}
      {(monthly.kind === 'weekday' || monthly.kind === 'business_day') && (
        <div className={classes.pair}>
          <Select
            label="The"
            data={nths(monthly.kind === 'weekday' ? 5 : 23)}
            value={String(monthly.nth ?? 1)}
            comboboxProps={inPlace}
            onChange={(nth) => change({ ...monthly, nth: Number(nth) })}
          />
          {monthly.kind === 'weekday' && (
            <Select
              label="Weekday"
              data={weekdays.map((value) => ({ value, label: weekdayName(value) }))}
              value={monthly.weekday ?? 'monday'}
              comboboxProps={inPlace}
              onChange={(value) =>
                change({ ...monthly, weekday: weekdays.find((day) => day === value) })
              }
            />
          )}
        </div>
      )}
      {monthly.kind === 'business_day' && (
        <p className="quiet">Monday to Friday, without the dates that are left out.</p>
      )}
    </>
  )
}
