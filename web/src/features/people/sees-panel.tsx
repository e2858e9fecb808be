import { useQuery } from '@tanstack/react-query'
import { previewQuery } from '@/api/grants'
import type { PersonEntry } from '@/api/people'
import { ClientChip } from '@/ui/client-chip'
import { Panel } from '@/ui/panel'
import { ProblemPanel } from '@/ui/problem-panel'
import { SkeletonRows } from '@/ui/skeleton-rows'
import { roleWords } from './model/roles'
import classes from './people.module.css'

/** What the person would see: computed as for them, without acting as them. */
export function SeesPanel({ person }: { person: PersonEntry }) {
  const preview = useQuery(previewQuery(person.id))
  return (
    <Panel title={`What ${person.name} sees`}>
      {preview.isPending && <SkeletonRows rows={3} height={24} />}
      {preview.isError && (
        <ProblemPanel title="What they see could not be read" error={preview.error} />
      )}
      {preview.data?.clients.length === 0 && <p className="quiet">No client and no instance.</p>}
      {preview.data && preview.data.clients.length > 0 && (
        <ul className={classes.sees}>
          {preview.data.clients.flatMap(({ client, instances }) =>
            instances.map(({ id, name, role }) => (
              <li key={id}>
                <ClientChip name={name} color={client.color} />
                <span className="quiet">{roleWords[role]}</span>
              </li>
            )),
          )}
        </ul>
      )}
    </Panel>
  )
}
