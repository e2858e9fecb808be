import { NumberInput, Select } from '@mantine/core'
import { browserZone, zones } from '@/lib/time'
import { isNumeric } from '../model/cell-format'
import {
  type ColumnFormat,
  digitsOf,
  formatNames,
  isMoneyUnit,
  type MoneyUnit,
  unitNames,
} from '../model/column-format'
import type { GridColumn } from '../model/grid-column'
import classes from './view.module.css'

type Props = {
  column: GridColumn
  /** As somebody chose; else as suits the column. */
  format: ColumnFormat | undefined
  /** Rows name their currency themselves. */
  byRow: boolean
  zone: string | undefined
  /** The zone of the window that was asked for. */
  windowZone: string | undefined
  onFormat: (format: ColumnFormat | undefined) => void
  onZone: (zone: string | undefined) => void
}

/** The popover would close when a list beyond it is pressed. */
const inside = { withinPortal: false }

/** How the values of a column are written. What is stored, copied and exported stays as it is. */
export function ColumnWriting(props: Props) {
  const { column } = props
  if (isNumeric(column)) return <NumberFields {...props} />
  if (column.stored === 'timestamp' && column.clock !== 'advertiser')
    return <ZoneField {...props} />
  return null
}

function NumberFields({ column, format, byRow, onFormat }: Props) {
  // What is money by its unit is written so unless somebody wants it otherwise.
  const now = format ?? (isMoneyUnit(column.unit) ? { as: 'money' as const } : undefined)
  const change = (part: Partial<ColumnFormat>) => now && onFormat({ ...now, ...part })
  return (
    <div className={classes.form}>
      <Select
        label="Written"
        data={Object.entries(formatNames).map(([value, label]) => ({ value, label }))}
        value={format?.as ?? ''}
        onChange={(as) => onFormat(as ? { as: as as ColumnFormat['as'] } : undefined)}
        allowDeselect={false}
        comboboxProps={inside}
      />
      {now && now.as !== 'plain' && now.as !== 'thousands' && (
        <div className={classes.ends}>
          <NumberInput
            label="Decimals"
            min={0}
            max={12}
            allowDecimal={false}
            placeholder="As usual"
            value={digitsOf(now) ?? ''}
            onChange={(digits) =>
              change({ digits: typeof digits === 'number' ? digits : undefined })
            }
          />
          {now.as === 'money' && (
            <Select
              label="Currency"
              data={Intl.supportedValuesOf('currency')}
              placeholder={byRow ? 'As the row says' : 'Not known'}
              limit={40}
              value={now.currency ?? null}
              onChange={(currency) => change({ currency: currency ?? undefined })}
              searchable
              clearable
              comboboxProps={inside}
            />
          )}
        </div>
      )}
      {now?.as === 'money' && (
        <Select
          label="Stored in"
          data={Object.entries(unitNames).map(([value, label]) => ({ value, label }))}
          value={now.unit ?? column.unit ?? 'currency'}
          onChange={(unit) => change({ unit: (unit ?? undefined) as MoneyUnit | undefined })}
          allowDeselect={false}
          comboboxProps={inside}
        />
      )}
    </div>
  )
}

function ZoneField({ zone, windowZone, onZone }: Props) {
  const often = [...new Set(['UTC', windowZone ?? 'UTC', browserZone()])]
  return (
    <div className={classes.form}>
      <Select
        label="All times in"
        data={[
          {
            group: 'Often',
            items: often.map((value) => ({ value, label: words(value, windowZone) })),
          },
          { group: 'All zones', items: zones().filter((one) => !often.includes(one)) },
        ]}
        value={zone ?? 'UTC'}
        onChange={(next) => onZone(next === 'UTC' ? undefined : (next ?? undefined))}
        limit={60}
        searchable
        allowDeselect={false}
        comboboxProps={inside}
      />
    </div>
  )
}

function words(zone: string, windowZone: string | undefined): string {
  const why = [zone === windowZone && 'the window', zone === browserZone() && 'this browser']
  const said = why.filter(Boolean).join(', ')
  return said ? `${zone} · ${said}` : zone
}
