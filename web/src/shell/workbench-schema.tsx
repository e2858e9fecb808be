import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Ref } from 'react'
import { dataSourcesQuery, servedInstancesQuery } from '@/api/instances'
import { SchemaTree } from '@/features/editor/components/schema-tree'
import { EmptyState } from '@/ui/empty-state'
import { ProblemPanel } from '@/ui/problem-panel'
import { SkeletonRows } from '@/ui/skeleton-rows'
import classes from './query-workbench.module.css'

type Props = {
  /** The instance a run is set up for; without one, any tells the tables. */
  instanceId: string | undefined
  onInsert: (text: string) => void
  searchRef: Ref<HTMLInputElement>
}

/** The tables beside the editor. */
export function WorkbenchSchema({ instanceId, onInsert, searchRef }: Props) {
  const instances = useQuery(servedInstancesQuery())
  const from = instanceId ?? instances.data?.[0]?.id
  const sources = useQuery({ ...dataSourcesQuery(from ?? ''), enabled: from !== undefined })
  if (instances.data?.length === 0) {
    return (
      <EmptyState
        title="No tables yet"
        action={
          <Button component={Link} to="/connections" variant="default">
            Connect Amazon
          </Button>
        }
      >
        Once Amazon is connected, the tables of your instances appear here.
      </EmptyState>
    )
  }
  if (sources.isError)
    return (
      <div className={classes.problem}>
        <ProblemPanel title="The tables could not be read" error={sources.error} />
      </div>
    )
  if (sources.isPending) return <SkeletonRows rows={14} height={25} />
  return <SchemaTree tables={sources.data.items} onInsert={onInsert} searchRef={searchRef} />
}
