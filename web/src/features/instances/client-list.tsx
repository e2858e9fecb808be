import { useQuery } from '@tanstack/react-query'
import { clientsQuery, type Instance, instancesQuery } from '@/api/instances'
import { EmptyState } from '@/ui/empty-state'
import { ProblemPanel } from '@/ui/problem-panel'
import { SkeletonRows } from '@/ui/skeleton-rows'
import { ClientHeading } from './client-heading'
import classes from './client-list.module.css'
import { InstanceName } from './instance-name'

/** Every client with its instances, to be named and coloured in place. */
export function ClientList() {
  const clients = useQuery(clientsQuery())
  const instances = useQuery(instancesQuery())
  const failed = clients.error ?? instances.error
  if (failed) return <ProblemPanel title="The clients could not be read" error={failed} />
  if (!clients.data || !instances.data) return <SkeletonRows rows={3} />
  if (clients.data.length === 0) {
    return (
      <EmptyState title="No client yet">
        Each advertiser whose instances a connection reaches becomes a client.
      </EmptyState>
    )
  }
  const of = (id: string): Instance[] => instances.data.filter(({ client }) => client.id === id)
  return (
    <ul className={classes.clients}>
      {clients.data.map((client) => (
        <li key={client.id} style={{ boxShadow: `inset 3px 0 ${client.color}` }}>
          <ClientHeading client={client} />
          <ul className={classes.instances}>
            {of(client.id).map((instance) => (
              <li key={instance.id}>
                <InstanceName instance={instance} />
              </li>
            ))}
          </ul>
        </li>
      ))}
    </ul>
  )
}
