import { Checkbox, NumberInput, Select, TextInput } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import type { ResultChart, ResultViewColumn } from '@/api/executions'
import { CommandIcon } from '@/ui/command-button'
import classes from '../view/view.module.css'
import { type ChartKind, chartKinds, columnsFor, isTime, kinds, turnInto } from './chart-kinds'
import type { ChartAddress, ChartLook } from './chart-search'
import { MeasureFields } from './measure-fields'

type Props = {
  /** What is drawn now, everything filled in. */
  drawn: ResultChart
  suggested: ResultChart[]
  columns: ResultViewColumn[]
  chart: ChartAddress
  onChart: (chart: ChartAddress) => void
  onClose: () => void
}

const steps = ['minute', 'hour', 'day', 'week', 'month', 'quarter', 'year']

/** What to draw and how it looks; every change is drawn at once. */
export function ChartForm({ drawn, suggested, columns, chart, onChart, onClose }: Props) {
  const { spec = drawn, look = {} } = chart
  const kind = kinds[drawn.kind ?? 'bar']
  const onSpec = (part: Partial<ResultChart>) =>
    onChart({ ...chart, spec: tidied({ ...plain(spec, drawn), ...part }) })
  const onLook = (part: Partial<ChartLook>) =>
    onChart({ ...chart, look: tidied({ ...look, ...part }) })
  const optionsOf = (list: ResultViewColumn[]) =>
    list.map(({ id, name }) => ({ value: id, label: name }))
  const x = columns.find(({ id }) => id === drawn.x)
  return (
    <aside className={classes.aside} aria-label="What to draw">
      <header className={classes.asideHead}>
        <strong>What to draw</strong>
        <CommandIcon command={{ label: 'Close what to draw', group: 'Chart' }} onClick={onClose}>
          <IconX size={15} />
        </CommandIcon>
      </header>
      <div className={classes.form}>
        <Select
          label="Kind of chart"
          data={[
            { group: 'Suggested', items: kindOptions(suggestedKinds(suggested)) },
            {
              group: 'Others',
              items: kindOptions(
                chartKinds.filter((one) => !suggestedKinds(suggested).includes(one)),
              ),
            },
          ]}
          value={drawn.kind ?? null}
          onChange={(next) =>
            next &&
            onChart({ ...chart, spec: turnInto(next as ChartKind, drawn, suggested, columns) })
          }
        />
        {(['x', 'y'] as const).map((part) => {
          const role = kind[part]
          if (!role) return null
          return (
            <Select
              key={part}
              label={role.label}
              data={optionsOf(columnsFor(role, columns))}
              value={drawn[part] ?? null}
              onChange={(id) =>
                onSpec({ [part]: id ?? undefined, ...(part === 'x' && { step: undefined }) })
              }
              clearable={role.optional ?? false}
              searchable
              nothingFoundMessage="No column of numbers or times"
            />
          )
        })}
        {kind.split && (
          <Select
            label="A series for each"
            placeholder="One series"
            data={optionsOf(columns.filter(({ id }) => id !== drawn.x))}
            value={drawn.split ?? null}
            onChange={(id) =>
              onSpec({ split: id ?? undefined, ...(id && { values: drawn.values?.slice(0, 1) }) })
            }
            clearable
            searchable
          />
        )}
        {kind.values > 0 && (
          <MeasureFields
            columns={columns}
            values={drawn.values ?? []}
            most={drawn.split ? 1 : kind.values}
            onValues={(values) => onSpec({ values })}
          />
        )}
        {x && isTime(x) && kind.limit && (
          <Select
            label="Step of time"
            data={[{ value: '', label: 'The finest that fits' }, ...steps]}
            value={spec.step ?? ''}
            onChange={(step) => onSpec({ step: (step || undefined) as ResultChart['step'] })}
          />
        )}
        {kind.limit && !(x && isTime(x)) && drawn.x && (
          <NumberInput
            label={kind.limit}
            min={2}
            max={100}
            clampBehavior="blur"
            value={drawn.limit ?? ''}
            onChange={(limit) =>
              typeof limit === 'number' && limit >= 2 && limit <= 100 && onSpec({ limit })
            }
          />
        )}
        {drawn.kind === 'histogram' && (
          <NumberInput
            label="Spans"
            min={2}
            max={100}
            clampBehavior="blur"
            value={drawn.bins ?? ''}
            onChange={(bins) =>
              typeof bins === 'number' && bins >= 2 && bins <= 100 && onSpec({ bins })
            }
          />
        )}
        {kind.limit && drawn.kind !== 'box' && drawn.kind !== 'sankey' && (
          <Select
            label="Order"
            data={[
              { value: '', label: 'What suits the column' },
              { value: 'value', label: 'Largest first' },
              { value: 'key', label: 'By the column itself' },
            ]}
            value={spec.order ?? ''}
            onChange={(order) => onSpec({ order: (order || undefined) as ResultChart['order'] })}
          />
        )}
      </div>
      <LookFields kind={drawn.kind ?? 'bar'} look={look} onLook={onLook} />
    </aside>
  )
}

type LookProps = { kind: ChartKind; look: ChartLook; onLook: (part: Partial<ChartLook>) => void }

function LookFields({ kind, look, onLook }: LookProps) {
  const { axes, stacks } = kinds[kind]
  const text = (key: 'title' | 'xTitle' | 'yTitle', label: string) => (
    <TextInput
      label={label}
      placeholder="As it is made"
      maxLength={200}
      value={look[key] ?? ''}
      onChange={(event) => onLook({ [key]: event.currentTarget.value || undefined })}
    />
  )
  return (
    <div className={classes.form}>
      {text('title', 'Title')}
      {axes && text('xTitle', 'Title of the axis along')}
      {axes && text('yTitle', 'Title of the axis upwards')}
      <div className={classes.ends}>
        <Select
          label="Numbers"
          data={[
            { value: 'short', label: 'Short: 1.2M' },
            { value: 'whole', label: 'Whole' },
            { value: 'exact', label: 'With decimals' },
            { value: 'percent', label: 'Per cent' },
          ]}
          value={look.numbers ?? 'short'}
          onChange={(numbers) => onLook({ numbers: numbers as ChartLook['numbers'] })}
        />
        <Select
          label="Dates"
          data={[
            { value: 'short', label: '5 Jan 2026' },
            { value: 'iso', label: '2026-01-05' },
          ]}
          value={look.dates ?? 'short'}
          onChange={(dates) => onLook({ dates: dates as ChartLook['dates'] })}
        />
      </div>
      <Select
        label="Legend"
        data={[
          { value: '', label: 'Where there are several series' },
          { value: 'top', label: 'Above' },
          { value: 'right', label: 'To the right' },
          { value: 'bottom', label: 'Below' },
          { value: 'none', label: 'None' },
        ]}
        value={look.legend ?? ''}
        onChange={(legend) => onLook({ legend: (legend || undefined) as ChartLook['legend'] })}
      />
      {stacks && (
        <Checkbox
          label="On top of each other"
          checked={look.stacked ?? false}
          onChange={(event) => onLook({ stacked: event.currentTarget.checked || undefined })}
        />
      )}
      <Checkbox
        label="Patterns beside colours"
        checked={look.patterns ?? false}
        onChange={(event) => onLook({ patterns: event.currentTarget.checked || undefined })}
      />
    </div>
  )
}

const kindOptions = (list: ChartKind[]) =>
  list.map((value) => ({ value, label: kinds[value].label }))

const suggestedKinds = (suggested: ResultChart[]) => [
  ...new Set(suggested.flatMap(({ kind }) => (kind ? [kind] : []))),
]

/** What was asked for; of what was suggested, without what was only filled in. */
function plain(spec: ResultChart, drawn: ResultChart): ResultChart {
  if (spec !== drawn) return { ...spec, kind: drawn.kind }
  const { step: _step, limit: _limit, bins: _bins, ...asked } = drawn
  return asked
}

function tidied<T extends object>(part: T): T {
  return Object.fromEntries(Object.entries(part).filter(([, value]) => value !== undefined)) as T
}
