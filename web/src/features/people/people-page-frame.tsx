import { IconUsers } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { meQuery } from '@/api/me'
import { EmptyState } from '@/ui/empty-state'
import { Page } from '@/ui/page'
import { Panel } from '@/ui/panel'
import { ProblemPanel } from '@/ui/problem-panel'
import { SkeletonRows } from '@/ui/skeleton-rows'
import { mayReadPeople } from './model/objects'
import classes from './people.module.css'

const places = [
  { to: '/people', label: 'People' },
  { to: '/groups', label: 'Groups' },
  { to: '/roles', label: 'Role matrix' },
  { to: '/access', label: 'Access review' },
  { to: '/single-sign-on', label: 'Single sign-on' },
  { to: '/approvals', label: 'Approvals' },
] as const

type Props = {
  title: string
  note?: ReactNode
  actions?: ReactNode
  children: ReactNode
}

/** A page about people, for who may read them; the others are told who does. */
export function PeoplePageFrame({ title, note, actions, children }: Props) {
  const me = useQuery(meQuery())
  const may = mayReadPeople(me.data)
  return (
    <Page title={title} note={may ? note : undefined} actions={may ? actions : undefined}>
      {me.isPending && <SkeletonRows rows={6} />}
      {me.isError && <ProblemPanel title="What you may do could not be read" error={me.error} />}
      {me.data && !may && (
        <Panel>
          <EmptyState title="This is for those who give access" icon={<IconUsers size={22} />}>
            Owners, auditors and the administrators of a client see who may do what. What you may do
            yourself stands in{' '}
            <Link to="/account" className={classes.inText}>
              your account
            </Link>
            .
          </EmptyState>
        </Panel>
      )}
      {may && (
        <>
          <nav aria-label="People and access" className={classes.nav}>
            {places
              .filter(({ to }) => to !== '/single-sign-on' || me.data?.rights.readPeople)
              .map(({ to, label }) => (
                <Link key={to} to={to} activeOptions={{ includeSearch: false }}>
                  {label}
                </Link>
              ))}
          </nav>
          {children}
        </>
      )}
    </Page>
  )
}
