import { Button, Menu } from '@mantine/core'
import {
  IconBookmark,
  IconCheck,
  IconChevronDown,
  IconDeviceFloppy,
  IconSettings,
} from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { fitQuery, type SavedView, savedViewsQuery } from '@/api/saved-views'
import { useCommands } from '@/lib/commands'
import { useMay } from '@/lib/may'
import type { ResultAddress } from '../model/view-search'
import { ManageDialog } from './manage-dialog'
import { Marks } from './marks'
import { mayChange } from './may-change'
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

type Act = {
  id: string
  label: string
  command: { label: string; subject?: string }
  icon: ReactNode
  marks?: ReactNode
  run: () => void
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
  const may = useMay()
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

  const acts: Act[] = [
    {
      id: 'as-stored',
      label: 'As stored',
      command: { label: 'Show the rows as stored' },
      icon: current ? <Space /> : <IconCheck size={14} aria-hidden />,
      run: asStored,
    },
    ...views.map((view) => ({
      id: view.id,
      label: view.name,
      command: { label: 'Open the view', subject: view.name },
      icon: view.id === current?.id ? <IconCheck size={14} aria-hidden /> : <Space />,
      marks: <Marks view={view} />,
      run: () => void open(view),
    })),
  ]
  if (current && changed && mayChange(may, current)) {
    acts.push({
      id: 'update',
      label: `Update “${current.name}”`,
      command: { label: 'Update the view', subject: current.name },
      icon: <IconDeviceFloppy size={14} aria-hidden />,
      run: update,
    })
  }
  acts.push({
    id: 'save',
    label: 'Save this view…',
    command: { label: 'Save this view' },
    icon: <IconBookmark size={14} aria-hidden />,
    run: () => setDialog('save'),
  })
  if (views.length > 0) {
    acts.push({
      id: 'manage',
      label: 'Manage views…',
      command: { label: 'Manage the views' },
      icon: <IconSettings size={14} aria-hidden />,
      run: () => setDialog('manage'),
    })
  }
  useCommands(
    acts.map(({ id, command, run }) => ({ ...command, id: `view-${id}`, group: 'Views', run })),
  )

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
          {acts.map(({ id, label, icon, marks, run }) => (
            <Menu.Item key={id} leftSection={icon} rightSection={marks} onClick={run}>
              {label}
            </Menu.Item>
          ))}
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
function Space() {
  return <span aria-hidden style={{ display: 'inline-block', width: 14 }} />
}
