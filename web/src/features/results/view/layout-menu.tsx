import { Button, Menu } from '@mantine/core'
import { IconChevronDown, IconColumns3 } from '@tabler/icons-react'
import type { ResultViewColumn } from '@/api/executions'
import { useCommands } from '@/lib/commands'
import { arrange, isPlain, type Layout, show } from '../model/arrangement'

type Props = {
  columns: ResultViewColumn[]
  layout: Layout
  onLayout: (layout: Layout) => void
}

/** The columns that are hidden, each with the way back; there once something was laid out. */
export function LayoutMenu({ columns, layout, onLayout }: Props) {
  const { hidden } = arrange(columns, layout)
  const acts = hidden.map(({ id, name }) => ({
    id: `show-${id}`,
    label: `Show ${name}`,
    run: () => onLayout(show(layout, id)),
  }))
  if (!isPlain(layout)) {
    acts.push({
      id: 'reset-columns',
      label: 'Columns as they came',
      run: () => onLayout({}),
    })
  }
  useCommands(acts.map((act) => ({ ...act, group: 'Columns' })))
  if (acts.length === 0) return null
  return (
    <Menu>
      <Menu.Target>
        <Button
          variant="default"
          aria-label="Columns"
          leftSection={<IconColumns3 size={14} />}
          rightSection={<IconChevronDown size={14} />}
        >
          {hidden.length > 0 ? `${hidden.length} hidden` : 'Columns'}
        </Button>
      </Menu.Target>
      <Menu.Dropdown mah={360} style={{ overflow: 'auto' }}>
        {acts.map(({ id, label, run }) => (
          <Menu.Item key={id} onClick={run}>
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
