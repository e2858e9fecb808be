import type { ReactNode } from 'react'
import type { DataSourceColumn, SharedDataSource } from '@/api/data-sources'
import type { Instance } from '@/api/instances'
import { useMay } from '@/lib/may'
import { plural } from '@/lib/number'
import { ClientChip } from '@/ui/client-chip'
import { CommandButton } from '@/ui/command-button'
import { CopyableId } from '@/ui/copyable-id'
import { Facts } from '@/ui/facts'
import { Panel } from '@/ui/panel'
import { ColumnTable } from './column-table'
import classes from './source-detail.module.css'

type Props = {
  source: SharedDataSource
  instances: Instance[]
  /** The columns that the search found. */
  matched: DataSourceColumn[]
  onOpenExample: () => void
  /** Shows the declarations of an uploaded table. */
  onDeclared: () => void
  renderSql: (sql: string) => ReactNode
}

/** One table: what it is, how to begin with it, its columns and who has it. */
export function SourceDetail({
  source,
  instances,
  matched,
  onOpenExample,
  onDeclared,
  renderSql,
}: Props) {
  const may = useMay()
  const declares = source.instanceIds.some((id) => may.on('manager', id))
  const having = instances.filter(({ id }) => source.instanceIds.includes(id))
  return (
    <article className={classes.detail} aria-label={source.name}>
      <Panel
        title={<CopyableId value={source.name} label="table" />}
        actions={
          source.uploaded &&
          (source.declared || declares) && (
            <CommandButton
              command={{
                label: source.declared ? 'Show the declaration' : 'Declare what it holds',
                group: 'Data sources',
              }}
              variant="default"
              size="compact-sm"
              onClick={onDeclared}
            >
              {source.declared ? 'Show the declaration' : 'Declare what it holds'}
            </CommandButton>
          )
        }
      >
        <p className={classes.description}>{source.description || 'Amazon says nothing of it.'}</p>
        <Facts
          facts={[
            { term: 'Category', value: source.category },
            { term: 'Kind', value: kindWords(source.kind) },
            Boolean(source.windowColumn) && {
              term: 'Window',
              value: (
                <>
                  cuts by{' '}
                  <CopyableId value={source.windowColumn ?? ''} label="column of the window" />
                </>
              ),
            },
            source.uploaded && {
              term: 'Origin',
              value: source.declared
                ? 'Uploaded by the advertiser; declared here.'
                : 'Uploaded by the advertiser, as Amazon lists it.',
            },
            source.paid && { term: 'Costs', value: 'Needs a paid subscription of the instance.' },
            source.audienceOnly && {
              term: 'Audiences',
              value: 'Only queries that build audiences may read it.',
            },
            source.deprecated && {
              term: 'Removed',
              value: 'Amazon has removed it; only old queries still get an answer.',
            },
          ]}
        />
      </Panel>
      {source.example && (
        <Panel
          title="A query to begin with"
          flush
          actions={
            may.anywhere('author') && (
              <CommandButton
                command={{
                  label: 'Open the example in the editor',
                  group: 'Data sources',
                  keys: 'o',
                }}
                onClick={onOpenExample}
              >
                Open it in the editor
              </CommandButton>
            )
          }
        >
          {renderSql(source.example)}
        </Panel>
      )}
      <Panel title={plural(source.columns.length, 'column')} flush>
        <ColumnTable
          columns={source.columns}
          matched={matched}
          windowColumn={source.windowColumn}
        />
      </Panel>
      <Panel title={`On ${having.length} of ${plural(instances.length, 'instance')}`}>
        <ul className={classes.instances} aria-label="Instances that have it">
          {having.map((instance) => (
            <li key={instance.id}>
              <ClientChip
                name={instance.client.name}
                color={instance.client.color}
                detail={instance.name}
              />
            </li>
          ))}
        </ul>
      </Panel>
    </article>
  )
}

function kindWords(kind: string): string {
  switch (kind) {
    case 'FACT':
      return 'Events; the window of a run decides which of them are read.'
    case 'DIMENSION':
      return 'The present state; the window of a run changes nothing.'
    default:
      return kind || 'Not known'
  }
}
