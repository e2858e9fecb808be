import { Link } from '@tanstack/react-router'
import type { Instance } from '@/api/instances'
import table from '@/ui/data-table.module.css'
import { DataThrough } from '@/ui/data-through'
import { EmptyState } from '@/ui/empty-state'
import { HealthDot } from '@/ui/health-dot'
import { Panel } from '@/ui/panel'
import { SkeletonRows } from '@/ui/skeleton-rows'

/** The instances of a client that one sees. */
export function ClientInstances({ instances }: { instances: Instance[] | undefined }) {
  return (
    <Panel flush title="Instances">
      {!instances && <SkeletonRows rows={2} />}
      {instances?.length === 0 && (
        <EmptyState title="No instances here">
          Amazon lists none for this client, or none was opened to you.
        </EmptyState>
      )}
      {instances && instances.length > 0 && (
        <table className={table.table}>
          <thead>
            <tr>
              <th>Instance</th>
              <th>Region</th>
              <th>Health</th>
              <th>Data through</th>
            </tr>
          </thead>
          <tbody>
            {instances.map((instance) => (
              <tr key={instance.id}>
                <td>
                  <Link to="/queries" search={{ instance: instance.id }} className={table.strong}>
                    {instance.name}
                  </Link>
                </td>
                <td data-label="Region">{instance.region}</td>
                <td data-label="Health">
                  <HealthDot health={instance.health} showWord />
                </td>
                <td data-label="Data through" className={table.nowrap}>
                  <DataThrough at={instance.dataThrough} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  )
}
