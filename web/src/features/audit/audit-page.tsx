import { IconDownload, IconHistory } from '@tabler/icons-react'
import { useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query'
import { type AuditFilter, auditFile, auditQuery } from '@/api/audit'
import { meQuery } from '@/api/me'
import { saveFile } from '@/lib/save-file'
import { CommandButton } from '@/ui/command-button'
import { EmptyState } from '@/ui/empty-state'
import { Page } from '@/ui/page'
import { Panel } from '@/ui/panel'
import { ProblemPanel } from '@/ui/problem-panel'
import { ShowMore } from '@/ui/show-more'
import { SkeletonRows } from '@/ui/skeleton-rows'
import { AuditFilters, isFiltered, type ListFilter } from './audit-filters'
import { AuditTable } from './audit-table'
import { mayReadAudit } from './model/may'
import { SealNote } from './seal-note'

type Props = {
  filter: ListFilter
  /** The client or instance one works for. */
  scope: Pick<AuditFilter, 'client' | 'instance'>
  onFilter: (filter: ListFilter) => void
}

/** Who did what, when and from where, and what they were refused. */
export function AuditPage({ filter, scope, onFilter }: Props) {
  const me = useQuery(meQuery())
  const may = mayReadAudit(me.data)
  const asked = { ...filter, ...scope }
  const saving = useMutation({
    mutationFn: async () => saveFile('audit.csv', await auditFile(asked)),
  })
  return (
    <Page
      title="Audit log"
      note={may ? <SealNote /> : undefined}
      actions={
        may && (
          <CommandButton
            command={{ label: 'Export the audit log as CSV', group: 'Audit', words: 'download' }}
            variant="default"
            leftSection={<IconDownload size={14} />}
            loading={saving.isPending}
            onClick={() => saving.mutate()}
          >
            Export CSV
          </CommandButton>
        )
      }
    >
      {me.isPending && <SkeletonRows rows={8} height={48} />}
      {me.isError && <ProblemPanel title="What you may do could not be read" error={me.error} />}
      {me.data && !may && (
        <Panel>
          <EmptyState
            title="This is for those who answer for others"
            icon={<IconHistory size={22} />}
          >
            Owners and auditors read the whole audit log, the administrators of a client what
            belongs to it.
          </EmptyState>
        </Panel>
      )}
      {may && (
        <>
          <AuditFilters filter={filter} onFilter={onFilter} />
          {saving.isError && <ProblemPanel title="No file was made" error={saving.error} />}
          <Panel flush>
            <AuditList
              filter={asked}
              filtered={isFiltered(filter) || Boolean(scope.client || scope.instance)}
            />
          </Panel>
        </>
      )}
    </Page>
  )
}

function AuditList({ filter, filtered }: { filter: AuditFilter; filtered: boolean }) {
  const list = useInfiniteQuery(auditQuery(filter))
  const entries = list.data?.pages.flatMap(({ items }) => items) ?? []
  return (
    <>
      {list.isPending && <SkeletonRows rows={8} height={48} />}
      {list.isError && <ProblemPanel title="The audit log could not be read" error={list.error} />}
      {list.isSuccess && entries.length === 0 && (
        <EmptyState
          title={filtered ? 'Nothing matches' : 'Nothing has been done yet'}
          icon={<IconHistory size={22} />}
        >
          {filtered
            ? 'Take a filter away, or work for another client.'
            : 'Whatever people and RecomAMP change is written down here, and whatever was refused to them.'}
        </EmptyState>
      )}
      {entries.length > 0 && <AuditTable entries={entries} />}
      <ShowMore command={{ label: 'Show older entries', group: 'Audit' }} list={list}>
        Show older ones
      </ShowMore>
    </>
  )
}
