import { ActionIcon, Menu } from '@mantine/core'
import {
  IconArchive,
  IconArchiveOff,
  IconDots,
  IconPencil,
  IconPlayerPlay,
} from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { QuerySummary } from '@/api/queries'
import { RenameDialog } from './rename-dialog'
import { useChangeQuery } from './use-change-query'

/** What can be done with a query beside opening it. */
export function QueryMenu({ query }: { query: QuerySummary }) {
  const navigate = useNavigate()
  const [renaming, setRenaming] = useState(false)
  const archived = query.archivedAt !== undefined
  const change = useChangeQuery(query)
  return (
    <>
      <Menu>
        <Menu.Target>
          <ActionIcon aria-label={`More for ${query.name}`}>
            <IconDots size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconPencil size={15} />} onClick={() => setRenaming(true)}>
            Rename
          </Menu.Item>
          <Menu.Item
            leftSection={<IconPlayerPlay size={15} />}
            onClick={() => void navigate({ to: '/executions', search: { query: query.id } })}
          >
            Its executions
          </Menu.Item>
          <Menu.Item
            leftSection={archived ? <IconArchiveOff size={15} /> : <IconArchive size={15} />}
            onClick={() => change.mutate({ archived: !archived })}
          >
            {archived ? 'Bring back' : 'Archive'}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <RenameDialog query={query} opened={renaming} onClose={() => setRenaming(false)} />
    </>
  )
}
