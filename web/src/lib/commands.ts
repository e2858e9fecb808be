import { useEffect, useRef, useSyncExternalStore } from 'react'

/** Something a person can do here, by palette and perhaps by key. */
export type Command = {
  id: string
  label: string
  /** Which of many it is about: the palette says "Pause Acme EU". */
  subject?: string
  group: string
  /** See lib/keys.ts. */
  keys?: string
  /** Other words people look for it by. */
  words?: string
  run: () => void
}

/** What the palette calls it. */
export function commandName({ label, subject }: Pick<Command, 'label' | 'subject'>): string {
  return subject ? `${label} ${subject}` : label
}

let registered: { owner: symbol; commands: Command[] }[] = []
let flat: Command[] = []
const listeners = new Set<() => void>()

function changed() {
  flat = registered.flatMap((entry) => entry.commands)
  for (const notify of listeners) notify()
}

function subscribe(listener: () => void) {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Offers commands while the component is shown. `run` may close over fresh state. */
export function useCommands(commands: Command[]) {
  const latest = useRef(commands)
  useEffect(() => {
    latest.current = commands
  })
  const shape = commands
    .map((c) => [c.id, c.label, c.subject, c.group, c.keys, c.words].join('\u0000'))
    .join('\u0001')
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new shape, not a new closure, is a new offer
  useEffect(() => {
    const owner = Symbol()
    const offered = latest.current.map((command) => ({
      ...command,
      run: () => latest.current.find((c) => c.id === command.id)?.run(),
    }))
    registered = [...registered, { owner, commands: offered }]
    changed()
    return () => {
      registered = registered.filter((entry) => entry.owner !== owner)
      changed()
    }
  }, [shape])
}

/** Every command that is on offer right now, in the order they came. */
export function useAllCommands(): Command[] {
  return useSyncExternalStore(subscribe, () => flat)
}

/** The same, for who does not draw them. */
export function commandsOnOffer(): Command[] {
  return flat
}
