import { useDebouncedValue } from '@mantine/hooks'
import { Spotlight, type SpotlightActionGroupData, spotlight } from '@mantine/spotlight'
import { IconSearch } from '@tabler/icons-react'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { servedInstancesQuery } from '@/api/instances'
import { queriesQuery } from '@/api/queries'
import { commandName, useAllCommands, useCommands } from '@/lib/commands'
import { ClientSwatch } from '@/ui/client-chip'
import { KeyCaps } from '@/ui/key-caps'
import '@mantine/spotlight/styles.css'
import { groupCommands } from './palette-groups'
import { searchPalette } from './palette-search'
import { useSwitchContext } from './work-context'

/** Every action on offer, every saved query and every instance, by name. */
export function CommandPalette() {
  const [open, setOpen] = useState(false)
  const [words, setWords] = useState('')
  const commands = useAllCommands().filter(({ id }) => id !== 'palette')
  const places = usePlaces(open, words)
  useCommands([
    { id: 'palette', label: 'Find an action', group: 'View', keys: 'mod+k', run: spotlight.open },
  ])
  // Saved queries arrive after the typing: Enter then means the first of what is shown.
  useEffect(() => {
    if (!open || words === '') return
    const list = document.querySelector('.mantine-Spotlight-actionsList')
    if (list?.querySelector('[data-selected]')) return
    list?.querySelector('[data-action]')?.setAttribute('data-selected', 'true')
  })
  const chosen = useRef<(() => void) | null>(null)
  const groups = groupCommands(commands, words !== '').map(({ group, commands }) => ({
    group,
    actions: commands.map((command) => ({
      id: command.id,
      label: commandName(command),
      keywords: command.words,
      rightSection: command.keys ? <KeyCaps keys={command.keys} /> : undefined,
      onClick: () => {
        chosen.current = command.run
      },
    })),
  }))
  return (
    <Spotlight
      actions={searchPalette(words, [...groups, ...places])}
      // Already found, by the same words.
      filter={(_, found) => found}
      query={words}
      onQueryChange={setWords}
      onSpotlightOpen={() => setOpen(true)}
      onSpotlightClose={() => setOpen(false)}
      // The page has its focus back then, and what asks first can give it back again.
      onExitTransitionEnd={() => {
        chosen.current?.()
        chosen.current = null
      }}
      transitionProps={{ duration: 100, transition: 'pop' }}
      shortcut={null}
      nothingFound="Nothing here is called so."
      highlightQuery
      scrollable
      maxHeight={440}
      centered={false}
      yOffset="12vh"
      overlayProps={{ backgroundOpacity: 0.4, blur: 0 }}
      attributes={{ content: { 'aria-label': 'Find an action' } }}
      scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}
      searchProps={{
        leftSection: <IconSearch size={18} />,
        placeholder: 'Go to, run, create, open, switch…',
        'aria-label': 'Find an action',
      }}
    />
  )
}

/** Saved queries to open and instances to work for. */
function usePlaces(open: boolean, words: string): SpotlightActionGroupData[] {
  const navigate = useNavigate()
  const switchTo = useSwitchContext()
  const { data: instances = [] } = useQuery(servedInstancesQuery())
  const [search] = useDebouncedValue(words.trim(), 150)
  const { data: queries } = useInfiniteQuery({
    ...queriesQuery({ search: search || undefined }),
    enabled: open,
  })
  return [
    {
      group: 'Open query',
      actions: (queries?.pages[0]?.items ?? []).map((query) => ({
        id: `query-${query.id}`,
        label: query.name,
        leftSection: query.client && <ClientSwatch color={query.client.color} />,
        onClick: () => void navigate({ to: '/queries/$queryId', params: { queryId: query.id } }),
      })),
    },
    {
      group: 'Work for',
      actions: [
        { id: 'instance-all', label: 'All clients', onClick: () => switchTo({}) },
        ...instances.map((instance) => ({
          id: `instance-${instance.id}`,
          label: `${instance.client.name} · ${instance.name}`,
          keywords: [instance.amazonId, instance.region],
          leftSection: <ClientSwatch color={instance.client.color} />,
          onClick: () => switchTo({ instance: instance.id }),
        })),
      ],
    },
  ]
}
