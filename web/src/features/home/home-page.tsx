import { Button } from '@mantine/core'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { connectionsQuery } from '@/api/connections'
import {
  type ExecutionFilter,
  type ExecutionSummary,
  executionName,
  OPEN_STATES,
  recentExecutionsQuery,
} from '@/api/executions'
import { instancesQuery } from '@/api/instances'
import { organisationQuery } from '@/api/organisation'
import { type LeavingResult, leavingQuery } from '@/api/retention'
import { recentOccurrencesQuery, schedulesQuery } from '@/api/schedules'
import { systemQuery } from '@/api/system'
import { useMe } from '@/lib/use-me'
import { ClientChip } from '@/ui/client-chip'
import { Page } from '@/ui/page'
import { Panel } from '@/ui/panel'
import { ProblemPanel } from '@/ui/problem-panel'
import { SkeletonRows } from '@/ui/skeleton-rows'
import { StateBadge } from '@/ui/state-badge'
import { TimeText } from '@/ui/time-text'
import { FirstSteps, NoAccess } from './first-steps'
import classes from './home-page.module.css'
import { needsOf, scheduleNeeds } from './model/needs'
import { TodayPanel } from './today-panel'

type Props = {
  name: string
  scope: Pick<ExecutionFilter, 'client' | 'instance'>
  /** What an owner has still to set up. */
  reminder: ReactNode
  example: ReactNode
}

/** What runs, what needs me, what finished; and on the first day, how to begin. */
export function HomePage({ name, scope, reminder, example }: Props) {
  const rights = useMe()?.rights
  const organise = rights?.organise ?? false
  const { data: organisation } = useQuery(organisationQuery())
  const connections = useQuery({ ...connectionsQuery(), enabled: organise })
  const instances = useQuery(instancesQuery())
  const system = useQuery(systemQuery())
  const leaving = useQuery(leavingQuery())
  const running = useQuery(recentExecutionsQuery({ ...scope, state: [...OPEN_STATES] }, 10))
  const recent = useQuery(
    recentExecutionsQuery({ ...scope, state: ['succeeded', 'failed', 'cancelled'] }, 12),
  )
  const paused = useInfiniteQuery(schedulesQuery({ ...scope, state: 'paused' }))
  const [since] = useState(() => new Date(Date.now() - 86_400_000).toISOString())
  const skipped = useQuery(recentOccurrencesQuery({ state: ['skipped'], from: since }, 50))
  const failed = connections.error ?? instances.error ?? running.error ?? recent.error
  if (failed) {
    return (
      <Page title="Home">
        <ProblemPanel title="Home could not be read" error={failed} />
      </Page>
    )
  }
  // Connections are no matter of who cannot change them.
  const known = rights && !organise ? [] : connections.data
  if (!rights || !known || !instances.data || !running.data || !recent.data) {
    return (
      <Page title="Home">
        <SkeletonRows rows={8} />
      </Page>
    )
  }
  if (!organise && instances.data.length === 0) return <NoAccess name={name} />
  const nothingRan = running.data.length === 0 && recent.data.length === 0
  if (organise && nothingRan && !scope.client && !scope.instance) {
    return (
      <FirstSteps
        name={name}
        connected={known.some((connection) => connection.state === 'healthy')}
        instances={instances.data.filter(({ offBoardedAt }) => !offBoardedAt).length}
        reminder={reminder}
        example={example}
      />
    )
  }
  const client = scope.client ?? instances.data.find(({ id }) => id === scope.instance)?.client.id
  const needs = [
    ...needsOf(
      known,
      recent.data,
      system.data?.sandbox,
      leaving.data?.filter(({ instance }) => isWithin(scope, instance)),
    ),
    ...scheduleNeeds(
      paused.data?.pages.flatMap(({ items }) => items) ?? [],
      scope.client || scope.instance ? [] : (skipped.data ?? []),
    ),
  ]
  return (
    <Page
      title="Home"
      note={organisation?.name}
      actions={
        rights.write && (
          <Button component={Link} to="/queries/new">
            New query
          </Button>
        )
      }
    >
      {reminder}
      {needs.length > 0 && (
        <Panel title="Needs you" flush>
          <ul className={classes.list}>
            {needs.map((need) => (
              <li key={need.key} className={classes.item}>
                <span className={classes.words}>
                  <strong>{need.title}</strong>
                  <span className="quiet">
                    {' '}
                    {need.at && (
                      <>
                        from <TimeText at={need.at} /> on.{' '}
                      </>
                    )}
                    {need.detail}
                  </span>
                </span>
                <Button component={Link} to={need.to} variant="default">
                  {need.action}
                </Button>
              </li>
            ))}
          </ul>
        </Panel>
      )}
      <Panel title="Running" flush>
        <Executions items={running.data} empty="Nothing runs right now." />
      </Panel>
      <TodayPanel client={client} />
      <Panel title="Finished lately" flush actions={<Link to="/executions">All executions</Link>}>
        <Executions items={recent.data} empty="Nothing has finished for this client yet." />
      </Panel>
    </Page>
  )
}

function isWithin({ client, instance }: Props['scope'], of: LeavingResult['instance']): boolean {
  return (!client || client === of.client.id) && (!instance || instance === of.id)
}

function Executions({ items, empty }: { items: ExecutionSummary[]; empty: string }) {
  if (items.length === 0) return <p className={classes.empty}>{empty}</p>
  return (
    <ul className={classes.list}>
      {items.map((execution) => (
        <li key={execution.id} className={classes.item}>
          <span className={classes.state}>
            <StateBadge state={execution.state} />
          </span>
          <Link
            to="/executions/$executionId"
            params={{ executionId: execution.id }}
            className={classes.words}
          >
            {executionName(execution)}
          </Link>
          <span className={classes.client}>
            <ClientChip
              name={execution.instance.client.name}
              color={execution.instance.client.color}
            />
          </span>
          <span className={`${classes.when} quiet`}>
            <TimeText at={execution.finishedAt ?? execution.createdAt} />
          </span>
        </li>
      ))}
    </ul>
  )
}
