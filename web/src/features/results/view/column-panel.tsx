import { Group } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconX } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { CommandButton } from '@/ui/command-button'
import { choiceWriter, type Written } from '../model/cell-format'
import type { GridColumn } from '../model/grid-column'
import { shownColumn } from '../model/shown-column'
import {
  type Direction,
  filterBy,
  filteredColumn,
  filtersOf,
  sortBy,
  sortOf,
  type View,
} from '../model/view'
import { FilterForm } from './filter-form'
import classes from './view.module.css'

type Props = {
  executionId: string
  column: GridColumn
  /** How the values of the view are written. */
  written: Written
  view: View
  /** Shows another view; the panel is done. */
  onView: (view: View) => void
  /** What else can be done with it. */
  children?: ReactNode
}

/** What can be done with one column: the order and the rows it gives. */
export function ColumnPanel({ executionId, column, written, view, onView, children }: Props) {
  const { id, name, type } = column
  const sort = sortOf(view, id)
  const filtered = filteredColumn(view, column)
  const others = (view.sort ?? []).some((one) => one.column !== id)
  const sortTo = (to: Direction | null) => onView(sortBy(view, id, to, others))
  return (
    <div className={classes.panel}>
      <p className={classes.title}>
        <strong>{name}</strong> <span className="quiet">{type}</span>
      </p>
      <Group gap={6}>
        <CommandButton
          command={{ label: 'Sort ascending by', subject: name, group: 'Column' }}
          variant={sort?.direction === 'ascending' ? 'light' : 'default'}
          leftSection={<IconArrowUp size={14} />}
          onClick={() => sortTo('ascending')}
        >
          Ascending
        </CommandButton>
        <CommandButton
          command={{ label: 'Sort descending by', subject: name, group: 'Column' }}
          variant={sort?.direction === 'descending' ? 'light' : 'default'}
          leftSection={<IconArrowDown size={14} />}
          onClick={() => sortTo('descending')}
        >
          Descending
        </CommandButton>
        {sort && (
          <CommandButton
            command={{ label: 'Do not sort by', subject: name, group: 'Column' }}
            variant="subtle"
            color="gray"
            leftSection={<IconX size={14} />}
            onClick={() => sortTo(null)}
          >
            As stored
          </CommandButton>
        )}
      </Group>
      {others && <p className="quiet">Rows are sorted by the other columns of the order first.</p>}
      {filtered !== undefined && (
        <FilterForm
          executionId={executionId}
          view={view}
          column={{ ...column, id: filtered }}
          shown={shownColumn(column, written)}
          writer={(sample) => choiceWriter(column, written, sample)}
          filters={filtersOf(view, filtered)}
          onFilter={(filter) => onView(filterBy(view, filtered, filter))}
        />
      )}
      {children}
    </div>
  )
}
