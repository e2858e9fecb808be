import { Button, Menu } from '@mantine/core'
import {
  IconBookmark,
  IconCheck,
  IconChevronDown,
  IconDeviceFloppy,
  IconSettings,
} from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { fitQuery, type SavedView, savedViewsQuery } from '@/api/saved-views'
import { useCommands } from '@/lib/commands'
import type { ResultAddress } from '../model/view-search'
import { ManageDialog } from './manage-dialog'
import { Marks } from './marks'
import { SaveDialog } from './save-dialog'
import { addressOf, isChanged, stateOf } from './saved-state'
import { useSavedViews } from './use-saved-views'

type Props = {
  executionId: string
  /** Absent for SQL that was not saved, which has no later results. */
  queryId: string | undefined
  instanceId: string | undefined
  address: ResultAddress
  onAddress: (part: Partial<ResultAddress>) => void
}

/** The views of a query's results that have a name: open one, save what is shown, see to them. */
export function SavedViewsMenu({ executionId, queryId, instanceId, address, onAddress }: Props) {
  const cache = useQueryClient()
  const { data: views = [] } = useQuery({
    ...savedViewsQuery(queryId ?? ''),
    enabled: queryId !== undefined,
  })
  const [dialog, setDialog] = useState<'save' | 'manage' | null>(null)
  const { change } = useSavedViews()
  const current = views.find(({ id }) => id === address.saved)
  const fitted = useQuery({
    ...fitQuery(current?.id ?? '', executionId),
    enabled: current !== undefined,
  })
  const changed = current !== undefined && isChanged(address, fitted.data?.state ?? {})

  async function open({ id }: SavedView) {
    const { state } = await cache.fetchQuery(fitQuery(id, executionId))
    onAddress(addressOf(address, state, id))
  }
  const asStored = () => onAddress(addressOf(address, {}, undefined))
  const update = () => {
    if (current) change.mutate({ view: current, patch: { state: stateOf(address), executionId } })
  }

  useCommands([
    ...views.map((view) => ({
      id: `open-view-${view.id}`,
      label: 'Open the view',
      subject: view.name,
      group: 'Saved views',
      run: () => void open(view),
    })),
    {
      id: 'save-view',
      label: 'Save this view',
      group: 'Saved views',
      run: () => setDialog('save'),
    },
  ])

  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button
            variant={current ? 'light' : 'default'}
            aria-label={current ? `Views: ${current.name}` : 'Views'}
            leftSection={<IconBookmark size={14} />}
            rightSection={<IconChevronDown size={14} />}
          >
            {current ? `${current.name}${changed ? ' •' : ''}` : 'Views'}
          </Button>
        </Menu.Target>
        <Menu.Dropdown mah={420} style={{ overflow: 'auto' }}>
          <Menu.Item
            leftSection={current ? <IconSpace /> : <IconCheck size={14} aria-hidden />}
            onClick={asStored}
          >
            As stored
          </Menu.Item>
          {views.map((view) => (
            <Menu.Item
              key={view.id}
              leftSection={
                view.id === current?.id ? <IconCheck size={14} aria-hidden /> : <IconSpace />
              }
              rightSection={<Marks view={view} />}
              onClick={() => void open(view)}
            >
              {view.name}
            </Menu.Item>
          ))}
          <Menu.Divider />
          {current && changed && (
            <Menu.Item leftSection={<IconDeviceFloppy size={14} aria-hidden />} onClick={update}>
              Update “{current.name}”
            </Menu.Item>
          )}
          <Menu.Item
            leftSection={<IconBookmark size={14} aria-hidden />}
            onClick={() => setDialog('save')}
          >
            Save this view…
          </Menu.Item>
          {views.length > 0 && (
            <Menu.Item
              leftSection={<IconSettings size={14} aria-hidden />}
              onClick={() => setDialog('manage')}
            >
              Manage views…
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      <SaveDialog
        key={dialog}
        open={dialog === 'save'}
        executionId={executionId}
        queryId={queryId}
        instanceId={instanceId}
        state={stateOf(address)}
        onClose={() => setDialog(null)}
        onSaved={({ id }) => onAddress({ saved: id })}
      />
      <ManageDialog open={dialog === 'manage'} views={views} onClose={() => setDialog(null)} />
    </>
  )
}

/** Keeps names below each other. */
function IconSpace() {
  return <span aria-hidden style={{ display: 'inline-block', width: 14 }} />
}
