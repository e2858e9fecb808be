import { Checkbox, Select } from '@mantine/core'
import type { PackChange, PackText } from '@/api/packs'
import classes from './clients.module.css'

type Layout = Pick<PackText, 'column' | 'header'>

type Props = { change: PackChange; layout: Layout; onChange: (layout: Layout) => void }

/** Which column of a table holds the values, and whether its first line names them. */
export function ColumnChoice({ change, layout, onChange }: Props) {
  return (
    <div className={classes.columns}>
      <Select
        className={classes.grow}
        label="Column"
        allowDeselect={false}
        data={change.columns.map(({ name, sample }, place) => ({
          value: String(place),
          label: [name || `Column ${place + 1}`, sample && `such as ${sample}`]
            .filter(Boolean)
            .join(', '),
        }))}
        value={String(change.column)}
        onChange={(chosen) => chosen && onChange({ ...layout, column: Number(chosen) })}
      />
      <Checkbox
        label="The first line names the columns"
        checked={change.header}
        onChange={(event) => onChange({ ...layout, header: event.currentTarget.checked })}
      />
    </div>
  )
}
