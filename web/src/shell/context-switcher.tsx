import { Popover, TextInput } from '@mantine/core'
import { IconChevronDown, IconSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type KeyboardEvent, useState } from 'react'
import { type Instance, servedInstancesQuery } from '@/api/instances'
import { ClientSwatch } from '@/ui/client-chip'
import { BareCommandButton } from '@/ui/command-button'
import { DataThrough } from '@/ui/data-through'
import { HealthDot } from '@/ui/health-dot'
import classes from './context-switcher.module.css'
import { recentInstances, useSwitchContext, useWorkContext } from './work-context'

type Choice = {
  key: string
  group: string
  color: string | null
  label: string
  detail: string
  instance?: Instance
  client?: string
}

/** The client and instance one works for; always in view, always in its colour. */
export function ContextSwitcher() {
  const [open, setOpen] = useState(false)
  const { client, instance } = useWorkContext()
  return (
    <Popover
      opened={open}
      onChange={setOpen}
      position="bottom-start"
      width={380}
      trapFocus
      shadow="md"
      returnFocus
    >
      <Popover.Target>
        <BareCommandButton
          command={{ label: 'Switch client or instance', group: 'Go to', keys: 'g w' }}
          className={classes.button}
          aria-haspopup="listbox"
          aria-expanded={open}
          aria-label={`Client and instance: ${client ? `${client.name}${instance ? `, ${instance.name}` : ''}` : 'all clients'}`}
          onClick={() => setOpen((shown) => !shown)}
        >
          {client ? (
            <ClientSwatch color={client.color} size={14} />
          ) : (
            <span className={classes.all} aria-hidden />
          )}
          <span className={classes.words}>
            <span className={classes.client}>{client?.name ?? 'All clients'}</span>
            {instance && <span className={classes.instance}>{instance.name}</span>}
          </span>
          {instance && <HealthDot health={instance.health} />}
          {instance && (
            <span className={classes.through}>
              data through <DataThrough at={instance.dataThrough} />
            </span>
          )}
          <IconChevronDown size={14} aria-hidden />
        </BareCommandButton>
      </Popover.Target>
      <Popover.Dropdown p={0}>
        <Choices onDone={() => setOpen(false)} />
      </Popover.Dropdown>
    </Popover>
  )
}

function Choices({ onDone }: { onDone: () => void }) {
  const { data: instances = [] } = useQuery(servedInstancesQuery())
  const [search, setSearch] = useState('')
  const [active, setActive] = useState(0)
  const switchTo = useSwitchContext()
  const choices = listChoices(instances, search, recentInstances())

  function choose(choice: Choice | undefined) {
    if (!choice) return
    switchTo({ client: choice.client, instance: choice.instance?.id })
    onDone()
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.key === 'ArrowDown') setActive((index) => Math.min(index + 1, choices.length - 1))
    else if (event.key === 'ArrowUp') setActive((index) => Math.max(index - 1, 0))
    else if (event.key === 'Enter') choose(choices[active])
    else return
    event.preventDefault()
  }

  return (
    <div>
      <div className={classes.search}>
        <TextInput
          data-autofocus
          leftSection={<IconSearch size={14} />}
          placeholder="Client, instance or Amazon id"
          aria-label="Search clients and instances"
          role="combobox"
          aria-expanded
          aria-controls="context-choices"
          aria-activedescendant={choices[active] ? `context-${choices[active].key}` : undefined}
          value={search}
          onChange={(event) => {
            setSearch(event.currentTarget.value)
            setActive(0)
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <div
        id="context-choices"
        role="listbox"
        aria-label="Clients and instances"
        className={classes.list}
      >
        {choices.map((choice, index) => (
          <div key={choice.key} role="presentation">
            {choice.group !== choices[index - 1]?.group && choice.group && (
              <div className={classes.group} role="presentation">
                {choice.group}
              </div>
            )}
            {/* biome-ignore lint/a11y/useFocusableInteractive: focus stays in the search field */}
            {/* biome-ignore lint/a11y/useKeyWithClickEvents: the search field handles the keys */}
            <div
              id={`context-${choice.key}`}
              role="option"
              aria-selected={index === active}
              className={classes.choice}
              data-indent={choice.instance ? true : undefined}
              onClick={() => choose(choice)}
              onPointerMove={() => setActive(index)}
            >
              {choice.color ? (
                <ClientSwatch color={choice.color} />
              ) : (
                <span className={classes.all} aria-hidden />
              )}
              <span className={classes.choiceLabel}>{choice.label}</span>
              <span className={classes.choiceDetail}>{choice.detail}</span>
              {choice.instance && <HealthDot health={choice.instance.health} />}
            </div>
          </div>
        ))}
        {choices.length === 0 && <p className={classes.none}>No client or instance matches.</p>}
      </div>
    </div>
  )
}

function listChoices(instances: Instance[], search: string, recent: string[]): Choice[] {
  const wanted = search.trim().toLowerCase()
  const matches = (instance: Instance) =>
    !wanted ||
    [instance.name, instance.amazonId, instance.client.name].some((text) =>
      text.toLowerCase().includes(wanted),
    )
  const found = instances.filter(matches)
  const choices: Choice[] = []
  if (!wanted) {
    choices.push({ key: 'all', group: '', color: null, label: 'All clients', detail: '' })
    for (const id of recent) {
      const instance = instances.find((candidate) => candidate.id === id)
      if (instance)
        choices.push({
          ...instanceChoice(instance, 'Recent'),
          key: `recent-${id}`,
          detail: instance.client.name,
        })
    }
  }
  const clients = new Map(found.map((instance) => [instance.client.id, instance.client]))
  const sorted = [...clients.values()].sort((a, b) => a.name.localeCompare(b.name))
  for (const client of sorted) {
    const own = found.filter((instance) => instance.client.id === client.id)
    choices.push({
      key: client.id,
      group: wanted ? '' : 'All',
      color: client.color,
      label: client.name,
      detail: own.length === 1 ? '1 instance' : `${own.length} instances`,
      client: client.id,
    })
    for (const instance of own) choices.push(instanceChoice(instance, wanted ? '' : 'All'))
  }
  return choices
}

function instanceChoice(instance: Instance, group: string): Choice {
  return {
    key: instance.id,
    group,
    color: instance.client.color,
    label: instance.name,
    detail: `${instance.region} · ${instance.type}`,
    instance,
  }
}
