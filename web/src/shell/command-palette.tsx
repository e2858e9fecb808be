import { Spotlight, type SpotlightActionGroupData, spotlight } from '@mantine/spotlight'
import { IconSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { instancesQuery } from '@/api/instances'
import { type Command, useAllCommands, useCommands } from '@/lib/commands'
import { ClientSwatch } from '@/ui/client-chip'
import { KeyCaps } from '@/ui/key-caps'
import '@mantine/spotlight/styles.css'
import { useSwitchContext } from './work-context'

/** Every action on offer, by name. */
export function CommandPalette() {
  const commands = useAllCommands()
  const { data: instances = [] } = useQuery(instancesQuery())
  const switchTo = useSwitchContext()
  useCommands([
    { id: 'palette', label: 'Find an action', group: 'View', keys: 'mod+k', run: spotlight.open },
  ])

  const groups = groupCommands(commands.filter((command) => command.id !== 'palette'))
  groups.push({
    group: 'Work for',
    actions: instances.map((instance) => ({
      id: `instance-${instance.id}`,
      label: `${instance.client.name} · ${instance.name}`,
      keywords: [instance.amazonId, instance.region],
      leftSection: <ClientSwatch color={instance.client.color} />,
      onClick: () => switchTo({ instance: instance.id }),
    })),
  })

  return (
    <Spotlight
      actions={groups}
      shortcut={null}
      nothingFound="No action of that name here."
      highlightQuery
      scrollable
      maxHeight={440}
      searchProps={{
        leftSection: <IconSearch size={18} />,
        placeholder: 'Go to, run, create, switch…',
        'aria-label': 'Find an action',
      }}
    />
  )
}

function groupCommands(commands: Command[]): SpotlightActionGroupData[] {
  const groups = new Map<string, Command[]>()
  for (const command of commands) {
    groups.set(command.group, [...(groups.get(command.group) ?? []), command])
  }
  return [...groups].map(([group, members]) => ({
    group,
    actions: members.map((command) => ({
      id: command.id,
      label: command.label,
      keywords: command.words,
      rightSection: command.keys ? <KeyCaps keys={command.keys} /> : undefined,
      onClick: command.run,
    })),
  }))
}
