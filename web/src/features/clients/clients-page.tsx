import { Button } from '@mantine/core'
import { IconBriefcase } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { clientsQuery } from '@/api/instances'
import { plural } from '@/lib/number'
import { useMe } from '@/lib/use-me'
import { ClientChip } from '@/ui/client-chip'
import table from '@/ui/data-table.module.css'
import { EmptyState } from '@/ui/empty-state'
import { Page } from '@/ui/page'
import { Panel } from '@/ui/panel'
import { ProblemPanel } from '@/ui/problem-panel'
import { SkeletonRows } from '@/ui/skeleton-rows'

/** The advertisers the agency works for. */
export function ClientsPage() {
  const clients = useQuery(clientsQuery())
  const organise = useMe()?.rights.organise
  return (
    <Page
      title="Clients"
      note="Each client owns brands and instances. A brand holds packs: ASINs, campaigns and other values that fill the parameters of queries."
    >
      <Panel flush>
        {clients.isPending && <SkeletonRows rows={6} />}
        {clients.isError && (
          <ProblemPanel title="The clients could not be read" error={clients.error} />
        )}
        {clients.data?.length === 0 && (
          <EmptyState
            icon={<IconBriefcase size={22} />}
            title={organise ? 'No clients yet' : 'You see no client yet'}
            action={
              organise && (
                <Button component={Link} to="/connections">
                  Connect Amazon
                </Button>
              )
            }
          >
            {organise
              ? 'Connect Amazon: each advertiser whose instances your consent reaches becomes a client.'
              : 'Ask an owner, or an administrator of the client you work for, to give you access.'}
          </EmptyState>
        )}
        {clients.data && clients.data.length > 0 && (
          <table className={table.table}>
            <thead>
              <tr>
                <th>Client</th>
                <th>Advertiser at Amazon</th>
                <th>Instances</th>
              </tr>
            </thead>
            <tbody>
              {clients.data.map((client) => (
                <tr key={client.id}>
                  <td>
                    <Link to="/clients/$clientId" params={{ clientId: client.id }}>
                      <ClientChip name={client.name} color={client.color} />
                    </Link>
                    {client.offBoardedAt && <span className="quiet"> Off-boarded</span>}
                  </td>
                  <td data-label="Advertiser at Amazon">{client.advertiser}</td>
                  <td data-label="Instances">{plural(client.instances, 'instance')}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </Panel>
    </Page>
  )
}
