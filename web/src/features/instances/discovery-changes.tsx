import { useQuery } from '@tanstack/react-query'
import { connectionsQuery } from '@/api/connections'
import { type DiscoveryChange, discoveryQuery } from '@/api/discoveries'
import table from '@/ui/data-table.module.css'
import { ProblemPanel } from '@/ui/problem-panel'
import { SkeletonRows } from '@/ui/skeleton-rows'
import classes from './discovery-panel.module.css'
import { factWords, kindWords } from './discovery-words'

/** What one look changed, instance by instance. */
export function DiscoveryChanges({ id }: { id: string }) {
  const detail = useQuery(discoveryQuery(id))
  const connections = useQuery(connectionsQuery())
  if (detail.isPending) return <SkeletonRows rows={2} />
  if (detail.isError) {
    return <ProblemPanel title="The changes could not be read" error={detail.error} />
  }
  const { changes, problem } = detail.data
  const named = new Map(
    connections.data?.map(({ id, person, region }) => [id, `${person.name}, ${region}`]),
  )
  return (
    <div className={classes.changes}>
      {problem && <p>{[problem.message, problem.next].filter(Boolean).join(' ')}</p>}
      {changes.length === 0 && <p className="quiet">It changed no instance.</p>}
      {changes.map((change) => (
        <div key={change.instanceId}>
          <p className={classes.change} data-kind={change.kind}>
            <span className={classes.kind}>{kindWords[change.kind]}</span>
            <span className={table.strong}>{change.name}</span>
          </p>
          <Facts change={change} named={named} />
        </div>
      ))}
    </div>
  )
}

type FactsProps = { change: DiscoveryChange; named: ReadonlyMap<string, string> }

/** What Amazon tells of an instance; connections by their names. */
function Facts({ change, named }: FactsProps) {
  if (change.facts.length === 0) return null
  return (
    <dl className={classes.facts}>
      {change.facts.map(({ name, before, after }) => (
        <div key={name}>
          <dt>{factWords[name]}</dt>
          <dd>
            {change.kind !== 'added' && (
              <>
                <del>{named.get(before ?? '') ?? (before || 'nothing')}</del>{' '}
                <span className="quiet">now</span>{' '}
              </>
            )}
            <ins>{named.get(after ?? '') ?? (after || 'nothing')}</ins>
          </dd>
        </div>
      ))}
    </dl>
  )
}
