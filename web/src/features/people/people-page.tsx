import { Select } from '@mantine/core'
import { IconUserPlus, IconUsers } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type PeopleFilter, type PersonEntry, peopleQuery } from '@/api/people'
import { plural } from '@/lib/number'
import { useMe } from '@/lib/use-me'
import { CommandButton } from '@/ui/command-button'
import table from '@/ui/data-table.module.css'
import { EmptyState } from '@/ui/empty-state'
import { FilterChip } from '@/ui/filter-chip'
import { Panel } from '@/ui/panel'
import { ProblemPanel } from '@/ui/problem-panel'
import { SearchField } from '@/ui/search-field'
import { ShowMore } from '@/ui/show-more'
import { SkeletonRows } from '@/ui/skeleton-rows'
import { TimeText } from '@/ui/time-text'
import { InvitationPanel } from './invitation-panel'
import { InvitePanel } from './invite-panel'
import { mayReadPeople } from './model/objects'
import { organisationRoles, organisationWords, stateWords } from './model/roles'
import classes from './people.module.css'
import { PeoplePageFrame } from './people-page-frame'
import { PersonStateMark } from './person-state'
import { PolicyPanel } from './policy-panel'
import { SensitivePanel } from './sensitive-panel'

type Props = {
  filter: PeopleFilter
  inviting: boolean
  onFilter: (filter: PeopleFilter) => void
  onInvite: (inviting: boolean) => void
}

/** Who is here, what they are in the organisation, and when they were last seen. */
export function PeoplePage({ filter, inviting, onFilter, onInvite }: Props) {
  const me = useMe()
  const may = mayReadPeople(me)
  return (
    <PeoplePageFrame
      title="People"
      note="Everybody who can sign in, or could. What each may do with a client is in their access."
      actions={
        me?.rights.organise && (
          <CommandButton
            command={{
              label: 'Invite a person',
              group: 'Create',
              keys: 'c p',
              words: 'add user member colleague',
            }}
            leftSection={<IconUserPlus size={14} />}
            onClick={() => onInvite(true)}
          >
            Invite a person
          </CommandButton>
        )
      }
    >
      {inviting && me?.rights.organise && <InvitePanel onDone={() => onInvite(false)} />}
      <Filters filter={filter} onFilter={onFilter} />
      {may && <PeopleList filter={filter} />}
      {me?.rights.readPeople && <InvitationPanel mayTakeBack={me.rights.organise} />}
      {me?.rights.readPeople && <PolicyPanel mayChange={me.rights.organise} />}
      {me?.rights.readPeople && <SensitivePanel mayChange={me.rights.organise} />}
    </PeoplePageFrame>
  )
}

const states = ['active', 'invited', 'disabled'] as const

type FilterProps = Pick<Props, 'filter' | 'onFilter'>

function Filters({ filter, onFilter }: FilterProps) {
  return (
    <div className={classes.filters}>
      <SearchField
        label="Search names and addresses"
        command={{ label: 'Search the people', group: 'People' }}
        value={filter.search}
        onSearch={(search) => onFilter({ ...filter, search })}
      />
      <Select
        aria-label="State"
        placeholder="State"
        className={classes.choice}
        value={null}
        data={states.map((value) => ({ value, label: stateWords[value] }))}
        onChange={(chosen) =>
          onFilter({ ...filter, state: states.find((state) => state === chosen) })
        }
      />
      <Select
        aria-label="Role in the organisation"
        placeholder="Role"
        className={classes.choice}
        value={null}
        data={organisationRoles.map((value) => ({ value, label: organisationWords[value] }))}
        onChange={(chosen) =>
          onFilter({ ...filter, role: organisationRoles.find((role) => role === chosen) })
        }
      />
      {filter.state && (
        <FilterChip
          label={stateWords[filter.state]}
          onRemove={() => onFilter({ ...filter, state: undefined })}
        />
      )}
      {filter.role && (
        <FilterChip
          label={organisationWords[filter.role]}
          onRemove={() => onFilter({ ...filter, role: undefined })}
        />
      )}
    </div>
  )
}

function PeopleList({ filter }: { filter: PeopleFilter }) {
  const list = useInfiniteQuery(peopleQuery(filter))
  const people = list.data?.pages.flatMap(({ items }) => items) ?? []
  return (
    <Panel flush>
      {list.isPending && <SkeletonRows rows={5} height={48} />}
      {list.isError && <ProblemPanel title="The people could not be read" error={list.error} />}
      {list.isSuccess && people.length === 0 && (
        <EmptyState title="Nobody matches" icon={<IconUsers size={22} />}>
          Take a filter away, or search for a part of the name or of the address.
        </EmptyState>
      )}
      {people.length > 0 && <PeopleTable people={people} />}
      <ShowMore command={{ label: 'Show more people', group: 'People' }} list={list} />
    </Panel>
  )
}

function PeopleTable({ people }: { people: PersonEntry[] }) {
  return (
    <div className={`${table.scroll} ${table.tall}`}>
      <table className={table.table}>
        <thead>
          <tr>
            <th>Person</th>
            <th>State</th>
            <th>Role in the organisation</th>
            <th>Groups</th>
            <th>Access</th>
            <th>Last seen</th>
          </tr>
        </thead>
        <tbody>
          {people.map((person) => (
            <tr key={person.id}>
              <td>
                <span>
                  <Link
                    to="/people/$personId"
                    params={{ personId: person.id }}
                    className={table.strong}
                  >
                    {person.name}
                  </Link>
                  <span className={table.sub}>{person.email}</span>
                </span>
              </td>
              <td data-label="State">
                <PersonStateMark state={person.state} />
              </td>
              <td data-label="Role">{organisationWords[person.role]}</td>
              <td data-label="Groups">
                {person.groups.length > 0 ? (
                  person.groups.map(({ name }) => name).join(', ')
                ) : (
                  <span className="quiet">–</span>
                )}
              </td>
              <td data-label="Access">{accessWords(person)}</td>
              <td data-label="Last seen">
                {person.lastUsedAt ? (
                  <TimeText at={person.lastUsedAt} />
                ) : (
                  <span className="quiet">never</span>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function accessWords({ role, grants }: PersonEntry) {
  if (role === 'owner') return 'everything'
  return grants > 0 ? plural(grants, 'grant') : <span className="quiet">none</span>
}
