import { Button } from '@mantine/core'
import { IconBuildingStore } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { type Client, clientsQuery, type Instance, instancesQuery } from '@/api/instances'
import { useMay } from '@/lib/may'
import { useMe } from '@/lib/use-me'
import { CopyableId } from '@/ui/copyable-id'
import table from '@/ui/data-table.module.css'
import { DataThrough } from '@/ui/data-through'
import { EmptyState } from '@/ui/empty-state'
import { HealthDot } from '@/ui/health-dot'
import { Page } from '@/ui/page'
import { Panel } from '@/ui/panel'
import { ProblemPanel } from '@/ui/problem-panel'
import { SkeletonRows } from '@/ui/skeleton-rows'
import { TimeText } from '@/ui/time-text'
import { ClientHeading } from './client-heading'
import { DiscoveryPanel } from './discovery-panel'
import { InstanceName } from './instance-name'
import classes from './instances-page.module.css'
import { useLastVisit } from './last-visit'
import { PauseButton } from './pause-button'
import { SlotsText } from './slots-text'

type PageProps = {
  /** What there is to do about a client besides its name and colour. */
  clientActions?: (client: Client) => ReactNode
}

/** Every instance, by the client it belongs to. */
export function InstancesPage({ clientActions }: PageProps) {
  // What is in use changes with every execution: it is looked at once in a while.
  const instances = useQuery({ ...instancesQuery(), refetchInterval: 60_000 })
  const clients = useQuery(clientsQuery())
  const me = useMe()
  const organise = me?.rights.organise
  const lastVisit = useLastVisit(me?.person.id)
  return (
    <Page
      title="Instances"
      note="An instance belongs to a client, whose colour follows you everywhere. Times are in your zone."
    >
      {(instances.isPending || clients.isPending) && <SkeletonRows rows={8} />}
      {instances.isError && (
        <ProblemPanel title="The instances could not be read" error={instances.error} />
      )}
      {clients.isError && (
        <ProblemPanel title="The clients could not be read" error={clients.error} />
      )}
      {instances.data?.length === 0 && (
        <Panel>
          <EmptyState
            icon={<IconBuildingStore size={22} />}
            title={organise ? 'No instances yet' : 'You see no instance yet'}
            action={
              organise && (
                <Button component={Link} to="/connections">
                  Connect Amazon
                </Button>
              )
            }
          >
            {organise
              ? 'Connect Amazon, and every instance your consent reaches appears here by itself.'
              : 'Ask an owner, or an administrator of the client you work for, to give you access. It appears here by itself.'}
          </EmptyState>
        </Panel>
      )}
      {organise && <DiscoveryPanel />}
      {clients.data && instances.data && instances.data.length > 0 && (
        <Panel flush>
          <InstanceTable
            clients={byName(clients.data)}
            instances={instances.data}
            clientActions={clientActions}
            lastVisit={lastVisit}
          />
        </Panel>
      )}
    </Page>
  )
}

function byName(clients: Client[]): Client[] {
  return [...clients].sort((a, b) => a.name.localeCompare(b.name))
}

type TableProps = PageProps & {
  clients: Client[]
  instances: Instance[]
  lastVisit: number | undefined
}

function InstanceTable({ clients, instances, clientActions, lastVisit }: TableProps) {
  const owner = useMay().organise
  return (
    <div className={table.scroll}>
      <table className={table.table}>
        <thead>
          <tr>
            <th>Instance</th>
            <th>Type</th>
            <th>Region</th>
            <th>Amazon's id</th>
            <th>Account</th>
            {owner && <th>Connection</th>}
            <th>Health</th>
            <th>Last success</th>
            <th>Slots</th>
            <th>Data through</th>
            <th>
              <span className="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        {clients.map((client) => (
          <ClientRows
            key={client.id}
            client={client}
            actions={clientActions?.(client)}
            lastVisit={lastVisit}
            owner={owner}
            instances={instances.filter((instance) => instance.client.id === client.id)}
          />
        ))}
      </table>
    </div>
  )
}

type RowsProps = {
  client: Client
  actions: ReactNode
  instances: Instance[]
  lastVisit: number | undefined
  /** Connections are for owners. */
  owner: boolean
}

function ClientRows({ client, actions, instances, lastVisit, owner }: RowsProps) {
  if (instances.length === 0) return null
  return (
    <tbody>
      <tr className={classes.client}>
        <th
          colSpan={owner ? 11 : 10}
          scope="rowgroup"
          style={{ boxShadow: `inset 3px 0 ${client.color}` }}
        >
          <span className={classes.heading}>
            <ClientHeading client={client} />
            {actions}
          </span>
        </th>
      </tr>
      {instances.map((instance) => (
        <tr key={instance.id}>
          <td>
            <InstanceName instance={instance} />
            {lastVisit !== undefined && Date.parse(instance.foundAt) > lastVisit && (
              <span className={classes.fresh}>New since your last visit</span>
            )}
          </td>
          <td data-label="Type">{instance.type}</td>
          <td data-label="Region">{instance.region}</td>
          <td data-label="Amazon's id">
            <CopyableId value={instance.amazonId} label="Amazon's instance id" />
          </td>
          <td data-label="Account">{instance.accountName}</td>
          {owner && (
            <td data-label="Connection">
              <ConnectionCell instance={instance} />
            </td>
          )}
          <td data-label="Health">
            <div>
              <HealthDot health={instance.health} showWord />
              {instance.pausedAt && (
                <span className={table.sub}>
                  Paused <TimeText at={instance.pausedAt} />; nothing begins on it.
                </span>
              )}
              {instance.goneAt && (
                <span className={table.sub}>
                  Not listed since <TimeText at={instance.goneAt} />; schedules cannot run on it.
                </span>
              )}
              {instance.problem && !client.offBoardedAt && (
                <span className={table.sub}>{instance.problem.next}</span>
              )}
            </div>
          </td>
          <td data-label="Last success" className={table.nowrap}>
            {instance.use?.lastSuccessAt ? (
              <TimeText at={instance.use.lastSuccessAt} />
            ) : (
              <span className="quiet">none yet</span>
            )}
          </td>
          <td data-label="Slots" className={table.nowrap}>
            {instance.use && <SlotsText use={instance.use} />}
          </td>
          <td data-label="Data through" className={table.nowrap}>
            <DataThrough at={instance.dataThrough} />
          </td>
          <td className={`${table.right} ${table.actions}`}>
            {!client.offBoardedAt && <PauseButton instance={instance} />}
          </td>
        </tr>
      ))}
    </tbody>
  )
}

/** Whose consent reaches it, and how that is. */
function ConnectionCell({ instance: { connection } }: { instance: Instance }) {
  if (!connection) return <span className="quiet">none</span>
  return (
    <span className={classes.connection}>
      <HealthDot health={connection.state} />
      <Link to="/connections">
        {connection.person}, {connection.region}
      </Link>
    </span>
  )
}
