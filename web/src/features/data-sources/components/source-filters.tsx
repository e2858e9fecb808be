import { Checkbox, SegmentedControl, Select } from '@mantine/core'
import type { KeyboardEvent, Ref } from 'react'
import type { SharedDataSource } from '@/api/data-sources'
import type { Instance } from '@/api/instances'
import { ClearFilters } from '@/ui/clear-filters'
import { SearchField } from '@/ui/search-field'
import { categoriesOf, type SourceFilter } from '../model/find-tables'
import classes from './data-source-page.module.css'

type Props = {
  field: Ref<HTMLInputElement>
  filter: SourceFilter
  tables: SharedDataSource[]
  instances: Instance[]
  scope: { client?: string; instance?: string }
  onFilter: (filter: SourceFilter) => void
  onScope: (instance: string | undefined) => void
  onKeyDown: (event: KeyboardEvent) => void
}

const ALL = ''

/** Search and what narrows it. The instance is the one somebody works for, as in the top bar. */
export function SourceFilters({
  field,
  filter,
  tables,
  instances,
  scope,
  onFilter,
  onScope,
  onKeyDown,
}: Props) {
  const narrowed = Object.values(filter).some(Boolean)
  const clients = [...new Set(instances.map(({ client }) => client.name))]
  return (
    <div className={classes.filters}>
      <SearchField
        ref={field}
        label="Search tables and columns"
        placeholder="Table, column, unit, class or value"
        command={{ label: 'Search tables and columns', group: 'Data sources' }}
        value={filter.search}
        pause={0}
        onKeyDown={onKeyDown}
        onSearch={(search) => onFilter({ ...filter, search })}
      />
      <Select
        aria-label="Category"
        data={[{ value: ALL, label: 'All categories' }, ...categoriesOf(tables)]}
        value={filter.category ?? ALL}
        onChange={(category) => onFilter({ ...filter, category: category || undefined })}
      />
      <Select
        aria-label="Instance"
        searchable
        data={[
          { value: ALL, label: scope.client ? 'All of the client' : 'All instances' },
          ...clients.map((group) => ({
            group,
            items: instances
              .filter(({ client }) => client.name === group)
              .map(({ id, name }) => ({ value: id, label: name })),
          })),
        ]}
        value={scope.instance ?? ALL}
        onChange={(instance) => onScope(instance || undefined)}
      />
      <SegmentedControl
        aria-label="What it costs"
        data={[
          { value: ALL, label: 'All' },
          { value: 'free', label: 'Included' },
          { value: 'paid', label: 'Paid' },
        ]}
        value={filter.cost ?? ALL}
        onChange={(cost) =>
          onFilter({ ...filter, cost: cost === 'free' || cost === 'paid' ? cost : undefined })
        }
      />
      <Checkbox
        className={classes.check}
        label="For audiences"
        checked={filter.audiences ?? false}
        onChange={(event) =>
          onFilter({ ...filter, audiences: event.currentTarget.checked || undefined })
        }
      />
      {narrowed && <ClearFilters onClear={() => onFilter({})} />}
    </div>
  )
}
