import { ActionIcon, Menu } from '@mantine/core'
import {
  IconArchive,
  IconArchiveOff,
  IconCalendarTime,
  IconDots,
  IconPencil,
  IconPlayerPlay,
} from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { QuerySummary } from '@/api/queries'
import { useCommands } from '@/lib/commands'
import { useMay } from '@/lib/may'
import { RenameDialog } from './rename-dialog'
import { useChangeQuery } from './use-change-query'

type Act = { label: string; command?: string; icon: typeof IconDots; run: () => void }

/** What can be done with a query beside opening it. */
export function QueryMenu({ query }: { query: QuerySummary }) {
  const navigate = useNavigate()
  const [renaming, setRenaming] = useState(false)
  const archived = query.archivedAt !== undefined
  const change = useChangeQuery(query)
  const may = useMay()
  const writes = may.write({ clientId: query.client?.id, instanceId: query.instanceId })
  const offered: (Act | false)[] = [
    writes && { label: 'Rename', icon: IconPencil, run: () => setRenaming(true) },
    {
      label: 'Its executions',
      command: 'Show executions of',
      icon: IconPlayerPlay,
      run: () => void navigate({ to: '/executions', search: { query: query.id } }),
    },
    may.anywhere('manager') && {
      label: 'Schedule…',
      command: 'Schedule',
      icon: IconCalendarTime,
      run: () => void navigate({ to: '/schedules/new', search: { query: query.id } }),
    },
    writes && {
      label: archived ? 'Bring back' : 'Archive',
      icon: archived ? IconArchiveOff : IconArchive,
      run: () => change.mutate({ archived: !archived }),
    },
  ]
  const acts = offered.filter((act) => act !== false)
  useCommands(
    acts.map(({ label, command, run }) => ({
      id: `${label}-${query.id}`,
      label: command ?? label,
      subject: query.name,
      group: 'Queries',
      run,
    })),
  )
  return (
    <>
      <Menu>
        <Menu.Target>
          <ActionIcon aria-label={`More for ${query.name}`}>
            <IconDots size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {acts.map(({ label, icon: Icon, run }) => (
            <Menu.Item key={label} leftSection={<Icon size={15} />} onClick={run}>
              {label}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <RenameDialog query={query} opened={renaming} onClose={() => setRenaming(false)} />
    </>
  )
}
