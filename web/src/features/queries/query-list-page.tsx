import { Button, SegmentedControl, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconPlus, IconSearch, IconSql } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useRef } from 'react'
import { type QueryFilter, queriesQuery } from '@/api/queries'
import { useCommands } from '@/lib/commands'
import { useMay } from '@/lib/may'
import { CommandButton } from '@/ui/command-button'
import { EmptyState } from '@/ui/empty-state'
import { Page } from '@/ui/page'
import { Panel } from '@/ui/panel'
import { ProblemPanel } from '@/ui/problem-panel'
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
  const [asked] = useDebouncedValue(filter, 200)
  const list = useInfiniteQuery(queriesQuery({ ...asked, ...scope }))
  const queries = list.data?.pages.flatMap((page) => page.items) ?? []
  const field = useRef<HTMLInputElement>(null)
  const writes = useMay().anywhere('author')
  useCommands([
    {
      id: 'search',
      label: 'Search the queries',
      group: 'Queries',
      keys: '/',
      run: () => field.current?.focus(),
    },
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
        <TextInput
          ref={field}
          className={classes.search}
          leftSection={<IconSearch size={14} />}
          placeholder="Search by name"
          aria-label="Search by name"
          value={filter.search ?? ''}
          onChange={(event) =>
            onFilter({ ...filter, search: event.currentTarget.value || undefined })
          }
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
        {list.hasNextPage && (
          <div className={classes.more}>
            <CommandButton
              command={{ label: 'Show more queries', group: 'Queries' }}
              variant="default"
              loading={list.isFetchingNextPage}
              onClick={() => void list.fetchNextPage()}
            >
              Show more
            </CommandButton>
          </div>
        )}
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
