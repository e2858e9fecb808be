import { Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type AuditAct, type AuditFilter, auditActsQuery } from '@/api/audit'
import { everybodyQuery } from '@/api/people'
import { ClearFilters } from '@/ui/clear-filters'
import { DayRange } from '@/ui/day-range'
import { FilterChip } from '@/ui/filter-chip'
import classes from './audit.module.css'
import { partWords } from './model/words'

/** The filters of the page; the client and the instance are those one works for. */
export type ListFilter = Omit<AuditFilter, 'client' | 'instance'>

export const isFiltered = ({ zone: _, ...filter }: ListFilter) =>
  Object.values(filter).some((value) => value !== undefined)

type Props = { filter: ListFilter; onFilter: (filter: ListFilter) => void }

/** The filters as fields and chips; what they hold is in the address. */
export function AuditFilters({ filter, onFilter }: Props) {
  const { data: acts = [] } = useQuery(auditActsQuery())
  const { data: everybody = [] } = useQuery(everybodyQuery())
  const chosen = filter.act ?? []
  const change = (part: ListFilter) => onFilter({ ...filter, ...part })
  return (
    <div className={classes.filters}>
      <Select
        aria-label="Who acted"
        placeholder="Everybody"
        className={classes.choice}
        searchable
        clearable
        value={filter.person ?? null}
        data={everybody.map(({ id, name, email }) => ({ value: id, label: `${name} (${email})` }))}
        onChange={(person) => change({ person: person ?? undefined })}
      />
      <Select
        aria-label="Add an act to the filter"
        placeholder="What was done"
        className={classes.choice}
        searchable
        value={null}
        data={actGroups(acts, chosen)}
        onChange={(act) => act && change({ act: [...chosen, act] })}
      />
      <Select
        aria-label="Outcome"
        placeholder="Outcome"
        className={classes.narrow}
        clearable
        value={filter.outcome ?? null}
        data={[
          { value: 'done', label: 'Done' },
          { value: 'refused', label: 'Refused' },
        ]}
        onChange={(outcome) =>
          change({ outcome: outcome === 'done' || outcome === 'refused' ? outcome : undefined })
        }
      />
      <DayRange what="Done" days={filter} onDays={change} />
      {chosen.map((act) => (
        <FilterChip
          key={act}
          label={act}
          onRemove={() => {
            const left = chosen.filter((other) => other !== act)
            change({ act: left.length > 0 ? left : undefined })
          }}
        />
      ))}
      {filter.object && (
        <FilterChip label="One object" onRemove={() => change({ object: undefined })} />
      )}
      {filter.request && (
        <FilterChip label="One request" onRemove={() => change({ request: undefined })} />
      )}
      {isFiltered(filter) && <ClearFilters onClear={() => onFilter({})} />}
    </div>
  )
}

/** The acts that are not chosen yet, by the kind of object they are on. */
function actGroups(acts: AuditAct[], chosen: string[]) {
  const groups = new Map<string, { value: string; label: string }[]>()
  for (const { act, object } of acts) {
    if (chosen.includes(act)) continue
    const group = partWords(object.replace('-', ' '))
    groups.set(group, [...(groups.get(group) ?? []), { value: act, label: act }])
  }
  return [...groups].map(([group, items]) => ({ group, items }))
}
