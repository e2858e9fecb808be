import { Button } from '@mantine/core'
import { IconBuildingStore } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type Client, clientsQuery, type Instance, instancesQuery } from '@/api/instances'
import { shortDate } from '@/lib/time'
import { CopyableId } from '@/ui/copyable-id'
import table from '@/ui/data-table.module.css'
import { EmptyState } from '@/ui/empty-state'
import { HealthDot } from '@/ui/health-dot'
import { Page } from '@/ui/page'
import { Panel } from '@/ui/panel'
import { ProblemPanel } from '@/ui/problem-panel'
import { SkeletonRows } from '@/ui/skeleton-rows'
import { ClientHeading } from './client-heading'
import classes from './instances-page.module.css'

/** Every instance, by the client it belongs to. */
export function InstancesPage() {
  const instances = useQuery(instancesQuery())
  const clients = useQuery(clientsQuery())
  return (
    <Page
      title="Instances"
      note="An instance belongs to a client. Its colour follows you everywhere."
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
            title="No instances yet"
            action={
              <Button component={Link} to="/connections">
                Connect Amazon
              </Button>
            }
          >
            Connect Amazon, and every instance your consent reaches appears here by itself.
          </EmptyState>
        </Panel>
      )}
      {clients.data && instances.data && instances.data.length > 0 && (
        <Panel flush>
          <InstanceTable clients={byName(clients.data)} instances={instances.data} />
        </Panel>
      )}
    </Page>
  )
}

function byName(clients: Client[]): Client[] {
  return [...clients].sort((a, b) => a.name.localeCompare(b.name))
}

type TableProps = { clients: Client[]; instances: Instance[] }

function InstanceTable({ clients, instances }: TableProps) {
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
            <th>Health</th>
            <th>Settled through</th>
          </tr>
        </thead>
        {clients.map((client) => (
          <ClientRows
            key={client.id}
            client={client}
            instances={instances.filter((instance) => instance.client.id === client.id)}
          />
        ))}
      </table>
    </div>
  )
}

function ClientRows({ client, instances }: { client: Client; instances: Instance[] }) {
  if (instances.length === 0) return null
  return (
    <tbody>
      <tr className={classes.client} style={{ boxShadow: `inset 3px 0 ${client.color}` }}>
        <th colSpan={7} scope="rowgroup">
          <ClientHeading client={client} />
        </th>
      </tr>
      {instances.map((instance) => (
        <tr key={instance.id}>
          <td>
            <Link to="/queries" search={{ instance: instance.id }} className={table.strong}>
              {instance.name}
            </Link>
          </td>
          <td data-label="Type">{instance.type}</td>
          <td data-label="Region">{instance.region}</td>
          <td data-label="Amazon's id">
            <CopyableId value={instance.amazonId} label="Amazon's instance id" />
          </td>
          <td data-label="Account">{instance.accountName}</td>
          <td data-label="Health">
            <HealthDot health={instance.health} showWord />
          </td>
          <td data-label="Settled through" className={`${table.nowrap} num`}>
            {shortDate(instance.settledThrough)}
          </td>
        </tr>
      ))}
    </tbody>
  )
}
