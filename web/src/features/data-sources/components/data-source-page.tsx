import { Button } from '@mantine/core'
import { IconDatabase } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type KeyboardEvent, type ReactNode, useRef } from 'react'
import { type AllDataSources, allDataSourcesQuery } from '@/api/data-sources'
import { type Instance, instancesQuery } from '@/api/instances'
import { useCommands } from '@/lib/commands'
import { useMay } from '@/lib/may'
import { count } from '@/lib/number'
import { useNarrow } from '@/lib/use-narrow'
import { CommandButton } from '@/ui/command-button'
import { EmptyState } from '@/ui/empty-state'
import { Page } from '@/ui/page'
import { Panel } from '@/ui/panel'
import { ProblemPanel } from '@/ui/problem-panel'
import { SkeletonRows } from '@/ui/skeleton-rows'
import { findTables, type SourceFilter } from '../model/find-tables'
import { DataSetPanel } from './data-set-panel'
import classes from './data-source-page.module.css'
import { MissingNote } from './missing-note'
import { SourceDetail } from './source-detail'
import { SourceFilters } from './source-filters'
import { SourceList } from './source-list'

export type Scope = { client?: string; instance?: string }

type Props = {
  filter: SourceFilter
  /** The name of the table that is shown. */
  chosen: string | undefined
  /** The uploaded data sets are shown instead: "new", or the name of the one that is edited. */
  declaring: string | undefined
  /** The client or instance one works for. */
  scope: Scope
  onFilter: (filter: SourceFilter) => void
  onScope: (instance: string | undefined) => void
  onChoose: (table: string | undefined) => void
  onDeclare: (what: string | undefined) => void
  onOpenExample: (table: string) => void
  renderSql: (sql: string) => ReactNode
}

/** What queries can read, on all instances: a list to search and one table beside it. */
export function DataSourcePage(props: Props) {
  const sources = useQuery(allDataSourcesQuery())
  const instances = useQuery(instancesQuery())
  const failed = sources.error ?? instances.error
  if (sources.data && instances.data) {
    if (instances.data.length === 0) return <NoInstances />
    return <Browser {...props} sources={sources.data} instances={instances.data} />
  }
  return (
    <Page title="Data sources">
      {failed ? (
        <ProblemPanel title="The tables could not be read" error={failed} />
      ) : (
        <div className={classes.panes}>
          <Panel flush>
            <SkeletonRows rows={14} height={34} />
          </Panel>
          <Panel flush>
            <SkeletonRows rows={8} />
          </Panel>
        </div>
      )}
    </Page>
  )
}

type BrowserProps = Props & { sources: AllDataSources; instances: Instance[] }

function Browser({ sources, instances, filter, chosen, declaring, scope, ...on }: BrowserProps) {
  const narrow = useNarrow()
  const declares = useMay().anywhere('manager')
  const field = useRef<HTMLInputElement>(null)
  const list = useRef<HTMLElement>(null)
  const found = findTables(sources.items, filter, scopeIds(instances, scope))
  const shown = sources.items.find(({ name }) => name === chosen)
  const matched = found.find(({ table }) => table.name === chosen)?.columns ?? []

  function step(by: number) {
    const at = found.findIndex(({ table }) => table.name === chosen)
    const next = found[at === -1 ? 0 : at + by]
    if (next) on.onChoose(next.table.name)
  }

  useCommands([
    { id: 'next-table', label: 'Next table', group: 'Data sources', keys: 'j', run: () => step(1) },
    {
      id: 'previous-table',
      label: 'Previous table',
      group: 'Data sources',
      keys: 'k',
      run: () => step(-1),
    },
  ])

  function onKeyDown(event: KeyboardEvent) {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
    const links = Array.from(list.current?.querySelectorAll('a') ?? [])
    const at = links.indexOf(document.activeElement as HTMLAnchorElement)
    event.preventDefault()
    const next = links[at + (event.key === 'ArrowDown' ? 1 : -1)]
    if (next) next.focus()
    else if (at === 0) field.current?.focus()
  }

  const dataSets = declaring && (
    <DataSetPanel
      instances={instances.filter(
        ({ client }) => !scope.client || scope.instance || client.id === scope.client,
      )}
      instanceId={scope.instance}
      editing={declaring === NEW ? undefined : declaring}
      onEdit={(name) => on.onDeclare(name ?? NEW)}
      onInstance={on.onScope}
      onClose={() => on.onDeclare(undefined)}
      onDeclared={on.onChoose}
    />
  )
  const detail =
    dataSets ||
    (shown && (
      <SourceDetail
        key={shown.name}
        source={shown}
        instances={instances}
        matched={matched}
        onDeclared={() => on.onDeclare(shown.name)}
        onOpenExample={() => on.onOpenExample(shown.name)}
        renderSql={on.renderSql}
      />
    ))
  if (narrow && detail) {
    return (
      <Page title="Data sources" tabTitle={shown?.name ?? 'Uploaded data sets'}>
        <CommandButton
          command={{ label: 'Show all tables', group: 'Data sources' }}
          className={classes.back}
          variant="default"
          onClick={() => (declaring ? on.onDeclare(undefined) : on.onChoose(undefined))}
        >
          All tables
        </CommandButton>
        {detail}
      </Page>
    )
  }
  return (
    <Page
      title="Data sources"
      tabTitle={shown ? shown.name : 'Data sources'}
      note="Every table that queries can read, and which instances have it."
      actions={
        declares && (
          <CommandButton
            command={{
              label: 'Declare a data set',
              group: 'Data sources',
              words: 'upload advertiser first party custom table',
            }}
            variant="default"
            onClick={() => on.onDeclare(NEW)}
          >
            Declare a data set
          </CommandButton>
        )
      }
    >
      <MissingNote sources={sources} />
      <SourceFilters
        field={field}
        filter={filter}
        tables={sources.items}
        instances={instances}
        scope={scope}
        onFilter={on.onFilter}
        onScope={on.onScope}
        onKeyDown={onKeyDown}
      />
      <div className={classes.panes}>
        <section ref={list} className={classes.list} aria-label="Tables" onKeyDown={onKeyDown}>
          <Panel flush>
            <p className={classes.count} aria-live="polite">
              {count(found.length)} of {count(sources.items.length)} tables
            </p>
            <SourceList
              found={found}
              grouped={!filter.search}
              chosen={chosen}
              filter={filter}
              total={instances.length}
            />
          </Panel>
        </section>
        {!narrow && (detail ?? <NothingChosen unknown={chosen} declares={declares} />)}
      </div>
    </Page>
  )
}

/** Nothing to edit yet. */
const NEW = 'new'

/** The instances one works for; null for all. */
function scopeIds(instances: Instance[], scope: Scope): Set<string> | null {
  if (scope.instance) return new Set([scope.instance])
  if (!scope.client) return null
  return new Set(instances.filter(({ client }) => client.id === scope.client).map(({ id }) => id))
}

type NothingProps = { unknown: string | undefined; declares: boolean }

function NothingChosen({ unknown, declares }: NothingProps) {
  return (
    <Panel>
      <EmptyState
        icon={<IconDatabase size={22} />}
        title={unknown ? `No instance has a table ${unknown}` : 'Choose a table'}
      >
        It shows its columns, what protects each of them, the values they hold, who has it, and a
        query to begin with. Search also finds columns, units, classes and values: try “total_cost”,
        “microcents” or “very_high”. Tables that your advertiser uploads are known once they are
        declared{declares ? ': “Declare a data set”' : ' by a manager'}.
      </EmptyState>
    </Panel>
  )
}

function NoInstances() {
  const { organise } = useMay()
  return (
    <Page title="Data sources">
      <Panel>
        <EmptyState
          icon={<IconDatabase size={22} />}
          title="No tables yet"
          action={
            organise && (
              <Button component={Link} to="/connections">
                Connect Amazon
              </Button>
            )
          }
        >
          Once {organise ? 'Amazon is connected' : 'you are given access'}, every table of your
          instances can be looked up here: columns such as campaign or user_id, what protects them,
          and an example query for each.
        </EmptyState>
      </Panel>
    </Page>
  )
}
