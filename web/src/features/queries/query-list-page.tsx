import { Button, SegmentedControl } from '@mantine/core'
import { IconPlus, IconSql } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type QueryFilter, queriesQuery } from '@/api/queries'
import { useCommands } from '@/lib/commands'
import { useMay } from '@/lib/may'
import { EmptyState } from '@/ui/empty-state'
import { Page } from '@/ui/page'
import { Panel } from '@/ui/panel'
import { ProblemPanel } from '@/ui/problem-panel'
import { SearchField } from '@/ui/search-field'
import { ShowMore } from '@/ui/show-more'
import { SkeletonRows } from '@/ui/skeleton-rows'
import classes from './query-list-page.module.css'
import { QueryTable } from './query-table'

export type ListFilter = Pick<QueryFilter, 'search' | 'archived'>

type Props = {
  filter: ListFilter
  scope: Pick<QueryFilter, 'clientId' | 'instanceId'>
  onFilter: (filter: ListFilter) => void
}

/** Saved queries, last changed first. */
export function QueryListPage({ filter, scope, onFilter }: Props) {
  const list = useInfiniteQuery(queriesQuery({ ...filter, ...scope }))
  const queries = list.data?.pages.flatMap((page) => page.items) ?? []
  const writes = useMay().anywhere('author')
  useCommands([
    {
      id: 'archived',
      label: filter.archived ? 'Show current queries' : 'Show archived queries',
      group: 'Queries',
      run: () => onFilter({ ...filter, archived: !filter.archived || undefined }),
    },
  ])
  return (
    <Page
      title="Queries"
      actions={
        writes && (
          <Button component={Link} to="/queries/new" leftSection={<IconPlus size={14} />}>
            New query
          </Button>
        )
      }
    >
      <div className={classes.filters}>
        <SearchField
          label="Search by name"
          command={{ label: 'Search the queries', group: 'Queries' }}
          value={filter.search}
          onSearch={(search) => onFilter({ ...filter, search })}
        />
        <SegmentedControl
          aria-label="Which queries"
          data={[
            { value: 'current', label: 'Current' },
            { value: 'archived', label: 'Archived' },
          ]}
          value={filter.archived ? 'archived' : 'current'}
          onChange={(value) => onFilter({ ...filter, archived: value === 'archived' || undefined })}
        />
      </div>
      <Panel flush>
        {list.isPending && <SkeletonRows rows={8} />}
        {list.isError && <ProblemPanel title="The queries could not be read" error={list.error} />}
        {list.isSuccess && queries.length === 0 && <NoQueries filter={filter} writes={writes} />}
        {queries.length > 0 && <QueryTable queries={queries} />}
        <ShowMore command={{ label: 'Show more queries', group: 'Queries' }} list={list} />
      </Panel>
    </Page>
  )
}

function NoQueries({ filter, writes }: { filter: ListFilter; writes: boolean }) {
  if (filter.archived) {
    return (
      <EmptyState title="Nothing is archived">
        Archived queries keep their versions and their executions.
      </EmptyState>
    )
  }
  if (filter.search) return <EmptyState title={`No query is called “${filter.search}”`} />
  return (
    <EmptyState
      icon={<IconSql size={22} />}
      title="No queries yet"
      action={
        writes && (
          <>
            <Button component={Link} to="/queries/new?example=true">
              Start from an example
            </Button>
            <Button component={Link} to="/queries/new" variant="default">
              Start empty
            </Button>
          </>
        )
      }
    >
      A query is AMC SQL with a name and parameters. Every save is a version; every run keeps what
      it was run with.{!writes && ' Writing them takes the role author on some instance.'}
    </EmptyState>
  )
}
