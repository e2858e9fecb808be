import { ClearFilters } from '@/ui/clear-filters'
import { CommandButton } from '@/ui/command-button'
import { FilterChip } from '@/ui/filter-chip'
import { foldAll } from '../model/fold'
import { groupBy, type View, withoutFilter } from '../model/view'
import { filterWords, groupWords, type Shown } from '../model/view-words'
import classes from './view.module.css'

type Props = {
  /** The name of a column by its id. */
  nameOf: (column: string) => string
  /** How the grid shows its values. */
  shownOf: (column: string) => Shown | undefined
  view: View
  onView: (view: View) => void
}

/** What a view leaves out and how it is sorted, each with the way to take it back. */
export function ViewChips({ nameOf, shownOf, view, onView }: Props) {
  const { filters = [], sort = [], group } = view
  if (filters.length + sort.length === 0 && !group) return null
  return (
    <div className={classes.chips}>
      {filters.map((filter, at) => {
        const label = filterWords(filter, nameOf(filter.column), shownOf(filter.column))
        return (
          <FilterChip
            key={JSON.stringify(filter)}
            label={label}
            onRemove={() => onView(withoutFilter(view, at))}
          />
        )
      })}
      {group && (
        <FilterChip
          label={groupWords(group, nameOf)}
          onRemove={() => onView(groupBy(view, undefined))}
        />
      )}
      {group?.subtotals && (group.by?.length ?? 0) > 1 && (
        <CommandButton
          command={{
            label: group.folded ? 'Unfold every group' : 'Fold every group',
            group: 'Groups',
          }}
          variant="subtle"
          color="gray"
          onClick={() => onView({ ...view, group: foldAll(group, !group.folded) })}
        >
          {group.folded ? 'Unfold every group' : 'Fold every group'}
        </CommandButton>
      )}
      {sort.map(({ column, descending }) => (
        <FilterChip
          key={column}
          label={`${nameOf(column)} ${descending ? '↓ descending' : '↑ ascending'}`}
          onRemove={() =>
            onView({ ...view, sort: sort.filter((other) => other.column !== column) })
          }
        />
      ))}
      <ClearFilters onClear={() => onView({ ...view, filters: [], group: undefined, sort: [] })} />
    </div>
  )
}
