import { useQuery } from '@tanstack/react-query'
import { grantsQuery } from '@/api/grants'
import { type PersonEntry, personQuery } from '@/api/people'
import { useMe } from '@/lib/use-me'
import { EmptyState } from '@/ui/empty-state'
import { Facts } from '@/ui/facts'
import { Panel } from '@/ui/panel'
import { ProblemPanel } from '@/ui/problem-panel'
import { SkeletonRows } from '@/ui/skeleton-rows'
import { TimeText } from '@/ui/time-text'
import { GiveForm } from './give-form'
import { GrantTable } from './grant-table'
import { MembershipPanel } from './membership-panel'
import { mayReadPeople } from './model/objects'
import { organisationMeans, organisationWords } from './model/roles'
import classes from './people.module.css'
import { PeoplePageFrame } from './people-page-frame'
import { PersonActions } from './person-actions'
import { PersonForm } from './person-form'
import { PersonIdentities } from './person-identities'
import { PersonSessions } from './person-sessions'
import { PersonStateMark } from './person-state'
import { SeesPanel } from './sees-panel'

/** One person: what they may do and by what, where they are signed in, and the way out. */
export function PersonPage({ id }: { id: string }) {
  const me = useMe()
  const person = useQuery({ ...personQuery(id), enabled: mayReadPeople(me) })
  return (
    <PeoplePageFrame title={person.data?.name ?? 'Person'} note={person.data?.email}>
      {person.isPending && <SkeletonRows rows={6} />}
      {person.isError && <ProblemPanel title="The person could not be read" error={person.error} />}
      {person.data && <PersonDetail person={person.data} />}
    </PeoplePageFrame>
  )
}

function PersonDetail({ person }: { person: PersonEntry }) {
  const me = useMe()
  const organise = me?.rights.organise ?? false
  const self = me?.person.id === person.id
  return (
    <div className={classes.columns}>
      <div className={classes.column}>
        <GrantPanel person={person} />
        {organise && <PersonSessions person={person} self={self} />}
      </div>
      <div className={classes.column}>
        <Panel title="Person">
          <div className={classes.form}>
            <Facts
              facts={[
                { term: 'State', value: <PersonStateMark state={person.state} /> },
                { term: 'Organisation', value: organisationWords[person.role] },
                { term: 'Here since', value: <TimeText at={person.createdAt} /> },
                person.disabledAt !== undefined && {
                  term: 'Disabled',
                  value: <TimeText at={person.disabledAt} />,
                },
                me?.rights.readPeople === true && {
                  term: 'Second factor',
                  value: person.hasSecondFactor ? 'yes' : 'none',
                },
                {
                  term: 'Last seen',
                  value: person.lastUsedAt ? <TimeText at={person.lastUsedAt} /> : 'never',
                },
              ]}
            />
            <p className={classes.hint}>{organisationMeans[person.role]}</p>
            {organise && <PersonForm key={person.revision} person={person} />}
          </div>
        </Panel>
        {organise && <PersonActions person={person} self={self} />}
        {me?.rights.readPeople && <PersonIdentities person={person} mayChange={organise} />}
        <MembershipPanel person={person} mayChange={organise} />
        {person.state !== 'disabled' && (me?.rights.readPeople || person.role === 'member') && (
          <SeesPanel person={person} />
        )}
      </div>
    </div>
  )
}

function GrantPanel({ person }: { person: PersonEntry }) {
  const grants = useQuery(grantsQuery({ person: person.id }))
  const found = grants.data ?? []
  return (
    <Panel title="Access" flush>
      {grants.isPending && <SkeletonRows rows={3} />}
      {grants.isError && <ProblemPanel title="The access could not be read" error={grants.error} />}
      {grants.isSuccess && found.length === 0 && (
        <EmptyState
          title={person.role === 'owner' ? 'Owners need no grant' : 'No access to any client'}
        >
          {person.role === 'owner'
            ? 'An owner may do everything on every client and instance.'
            : person.state === 'disabled'
              ? 'Whoever is disabled is given nothing; enable them first.'
              : 'Give a role on a client, and it holds for all its instances, also for those found later; or on one instance alone.'}
        </EmptyState>
      )}
      {found.length > 0 && <GrantTable grants={found} of="person" />}
      {person.role !== 'owner' && person.state !== 'disabled' && (
        <GiveForm to={{ personId: person.id }} name={person.name} />
      )}
    </Panel>
  )
}
