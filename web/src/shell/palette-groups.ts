import { type Command, commandName } from '@/lib/commands'

export type CommandGroup = { group: string; commands: Command[] }

/** What every page has; what this page has stands above. */
const everywhere = ['Create', 'Go to', 'View', 'Account']

/** So many of a group's many are shown until somebody types. */
const GLANCE = 8

/**
 * Commands by group. Two buttons for the same thing are one command, and what
 * is about one of many comes after what is about the page.
 */
export function groupCommands(commands: Command[], searching: boolean): CommandGroup[] {
  const groups = new Map<string, Map<string, Command>>()
  for (const command of [...commands].sort((a, b) => rank(a) - rank(b))) {
    const members = groups.get(command.group) ?? new Map<string, Command>()
    const name = commandName(command)
    groups.set(command.group, members)
    if (!members.has(name)) members.set(name, command)
  }
  return [...groups].map(([group, members]) => ({
    group,
    commands: searching ? [...members.values()] : glance([...members.values()]),
  }))
}

function glance(commands: Command[]): Command[] {
  const many = commands.findIndex(({ subject }) => subject)
  return many === -1 ? commands : commands.slice(0, many + GLANCE)
}

function rank({ group, subject }: Command): number {
  return (everywhere.indexOf(group) + 1) * 2 + (subject ? 1 : 0)
}
