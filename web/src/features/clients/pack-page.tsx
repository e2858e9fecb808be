import { IconDownload, IconUpload } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { type Pack, packQuery, readEveryValue } from '@/api/packs'
import { useMay } from '@/lib/may'
import { kindWords, sizeWords } from '@/lib/pack-words'
import { saveFile } from '@/lib/save-file'
import { useSubject } from '@/lib/use-subject'
import { ClientChip } from '@/ui/client-chip'
import { CommandButton } from '@/ui/command-button'
import { EmptyState } from '@/ui/empty-state'
import { Page } from '@/ui/page'
import { Panel } from '@/ui/panel'
import { ProblemPanel } from '@/ui/problem-panel'
import { TimeText } from '@/ui/time-text'
import { ImportDialog } from './import-dialog'
import { NameMenu } from './name-menu'
import { PackValues } from './pack-values'
import { useChangePack } from './use-change'

/** A pack: what it is, its values, and the way to change them. */
export function PackPage({ id }: { id: string }) {
  const pack = useSubject(packQuery(id))
  const writes = useMay().within('author', pack.client.id)
  const [importing, setImporting] = useState(false)
  const change = useChangePack(pack)
  const archived = pack.archivedAt !== undefined
  const saving = useMutation({ mutationFn: () => saveValues(pack) })
  return (
    <Page
      title={pack.name}
      note={
        <>
          <Link to="/clients/$clientId" params={{ clientId: pack.client.id }}>
            <ClientChip
              name={pack.client.name}
              color={pack.client.color}
              detail={pack.brand.name}
            />
          </Link>{' '}
          · {sizeWords(pack)} · version {pack.version}, changed <TimeText at={pack.updatedAt} /> by{' '}
          {pack.updatedBy.name}
        </>
      }
      actions={
        <>
          {pack.size > 0 && (
            <CommandButton
              command={{ label: 'Save the values as CSV', group: 'Pack', words: 'export download' }}
              variant="default"
              leftSection={<IconDownload size={14} />}
              loading={saving.isPending}
              onClick={() => saving.mutate()}
            >
              Export CSV
            </CommandButton>
          )}
          {writes && !archived && (
            <CommandButton
              command={{ label: 'Import values', group: 'Pack', words: 'paste csv add replace' }}
              leftSection={<IconUpload size={14} />}
              onClick={() => setImporting(true)}
            >
              Import
            </CommandButton>
          )}
          {writes && (
            <NameMenu
              thing="pack"
              name={pack.name}
              archived={archived}
              pending={change.isPending}
              onChange={change.mutate}
            />
          )}
        </>
      }
    >
      {pack.hidden && (
        <Panel>
          {archived ? 'This pack is archived' : `The brand ${pack.brand.name} is archived`}: it
          fills no parameters until it is brought back.
        </Panel>
      )}
      {saving.isError && <ProblemPanel title="No file was made" error={saving.error} />}
      <Panel flush>
        {pack.size === 0 ? (
          <EmptyState
            icon={<IconUpload size={22} />}
            title={`No ${kindWords(pack)} yet`}
            action={
              writes &&
              !archived && (
                <CommandButton
                  command={{ label: 'Paste or import values', group: 'Pack' }}
                  onClick={() => setImporting(true)}
                >
                  Paste or import
                </CommandButton>
              )
            }
          >
            Paste a list, or choose a CSV file and the column that holds them. Before anything is
            saved you see what would be added, what is there already, and which lines hold none.
          </EmptyState>
        ) : (
          <PackValues pack={pack} />
        )}
      </Panel>
      <ImportDialog pack={pack} opened={importing} onClose={() => setImporting(false)} />
    </Page>
  )
}

async function saveValues(pack: Pack) {
  const quoted = (value: string) =>
    /[",]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value
  const header = { asin: 'asin', campaign: 'campaign_id', value: 'value' }[pack.kind]
  const lines = [header, ...(await readEveryValue(pack.id)).map(quoted)]
  saveFile(`${pack.name}.csv`, new Blob([`${lines.join('\n')}\n`], { type: 'text/csv' }))
}
