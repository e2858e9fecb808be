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

let registered: { owner: object; commands: Command[] }[] = []
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
    const offered = latest.current.map((command) => ({
      ...command,
      run: () => latest.current.find((c) => c.id === command.id)?.run(),
    }))
    // What changes, such as a button that is busy for a while, keeps its place.
    const entry = { owner: latest, commands: offered }
    const at = registered.findIndex(({ owner }) => owner === latest)
    registered = at === -1 ? [...registered, entry] : registered.with(at, entry)
    changed()
  }, [shape])
  useEffect(
    () => () => {
      registered = registered.filter(({ owner }) => owner !== latest)
      changed()
    },
    [],
  )
}

/** Every command that is on offer right now, in the order they came. */
export function useAllCommands(): Command[] {
  return useSyncExternalStore(subscribe, () => flat)
}

/** The same, for who does not draw them. */
export function commandsOnOffer(): Command[] {
  return flat
}
