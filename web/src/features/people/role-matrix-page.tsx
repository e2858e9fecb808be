import { Select } from '@mantine/core'
import { IconLayoutGrid } from '@tabler/icons-react'
import { type UseQueryResult, useInfiniteQuery, useQueries } from '@tanstack/react-query'
import { useCallback, useMemo, useRef, useState } from 'react'
import { type Grant, grantsQuery } from '@/api/grants'
import { peopleQuery } from '@/api/people'
import { browserZone } from '@/lib/time'
import { useMe } from '@/lib/use-me'
import { useNow } from '@/lib/use-now'
import { EmptyState } from '@/ui/empty-state'
import { Panel } from '@/ui/panel'
import { ProblemPanel } from '@/ui/problem-panel'
import { SearchField } from '@/ui/search-field'
import { ShowMore } from '@/ui/show-more'
import { SkeletonRows } from '@/ui/skeleton-rows'
import { MatrixEditor } from './matrix-editor'
import { MatrixGrid } from './matrix-grid'
import type { Place } from './matrix-row'
import { columnsOf } from './model/matrix'
import { grantable, mayReadPeople } from './model/objects'
import classes from './people.module.css'
import { PeoplePageFrame } from './people-page-frame'

type Props = {
  /** The client whose instances are shown; none shows all clients. */
  client: string | undefined
  search: string | undefined
  onClient: (client: string | undefined) => void
  onSearch: (search: string | undefined) => void
}

/** The grants of all pages as one list. */
const joined = (results: UseQueryResult<Grant[]>[]) => ({
  data: results.flatMap(({ data = [] }) => data),
  pending: results.some(({ isLoading }) => isLoading),
  error: results.find(({ error }) => error)?.error ?? null,
})

/** Who has which role where: every person against every client, or one client's instances. */
export function RoleMatrixPage({ client, search, onClient, onSearch }: Props) {
  const me = useMe()
  const enabled = mayReadPeople(me)
  const people = useInfiniteQuery({ ...peopleQuery({ search }), enabled })
  const pages = people.data?.pages ?? []
  // What each page of people was given, so that no more is read than is shown.
  const grants = useQueries({
    queries: pages.map(({ items }) => ({
      ...grantsQuery({ people: items.map(({ id }) => id), client }),
      enabled: items.length > 0,
    })),
    combine: joined,
  })
  const now = Math.max(useNow(), Date.now() - 60_000)
  const [editing, setEditing] = useState<Place>()
  const focused = useRef<HTMLTableCellElement>(null)
  const failed = people.error ?? grants.error
  const shown = useMemo(() => people.data?.pages.flatMap(({ items }) => items) ?? [], [people.data])
  const columns = useMemo(() => columnsOf(me?.clients ?? [], client), [me, client])
  const waiting = !failed && (people.isPending || (grants.pending && grants.data.length === 0))
  const ready = people.data && !waiting
  const mayEdit = useCallback(
    ({ person, column, cell }: Place) =>
      person.role !== 'owner' &&
      person.state !== 'disabled' &&
      grantable(me, column).includes(cell.own?.role ?? 'viewer'),
    [me],
  )

  return (
    <PeoplePageFrame
      title="Role matrix"
      note={`The role that counts, of all that is given to a person and their groups. Times are in ${browserZone()}. Arrows move, Enter edits.`}
    >
      <div className={classes.filters}>
        <SearchField
          label="Search names and addresses"
          command={{ label: 'Search the people', group: 'People' }}
          value={search}
          onSearch={onSearch}
        />
        <Select
          aria-label="Client"
          placeholder="All clients"
          className={classes.wideChoice}
          searchable
          clearable
          value={client ?? null}
          data={(me?.clients ?? []).map(({ client: { id, name } }) => ({ value: id, label: name }))}
          onChange={(chosen) => {
            setEditing(undefined)
            onClient(chosen ?? undefined)
          }}
        />
      </div>
      {editing && (
        <MatrixEditor
          key={`${editing.person.id} ${editing.column.key}`}
          place={editing}
          onDone={() => {
            setEditing(undefined)
            focused.current?.focus()
          }}
        />
      )}
      <Panel flush>
        {waiting && <SkeletonRows rows={8} height={48} />}
        {failed && <ProblemPanel title="The roles could not be read" error={failed} />}
        {ready && columns.length === 0 && (
          <EmptyState title="There is no client yet" icon={<IconLayoutGrid size={22} />}>
            Once Amazon is connected, its instances belong to clients, and each is a column here.
          </EmptyState>
        )}
        {ready && columns.length > 0 && shown.length === 0 && (
          <EmptyState title="Nobody matches">Search for a part of the name or address.</EmptyState>
        )}
        {ready && columns.length > 0 && shown.length > 0 && (
          <MatrixGrid
            people={shown}
            columns={columns}
            grants={grants.data}
            now={now}
            chosen={editing && { personId: editing.person.id, key: editing.column.key }}
            mayEdit={mayEdit}
            onEdit={setEditing}
            focused={focused}
          />
        )}
        {ready && (
          <ShowMore
            command={{ label: 'Show more people', group: 'People' }}
            list={people}
            loading={grants.pending}
          />
        )}
      </Panel>
    </PeoplePageFrame>
  )
}
