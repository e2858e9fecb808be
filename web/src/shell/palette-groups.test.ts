import { expect, it } from 'vitest'
import type { Command } from '@/lib/commands'
import { groupCommands } from './palette-groups'

const command = (label: string, group: string, subject?: string): Command => ({
  id: `${label} ${subject}`,
  label,
  group,
  subject,
  run: () => undefined,
})

const names = (commands: Command[], searching = false) =>
  groupCommands(commands, searching).map(({ group, commands }) => [
    group,
    ...commands.map(({ label, subject }) => [label, subject].filter(Boolean).join(' ')),
  ])

it('puts what this page has above what every page has', () => {
  expect(
    names([command('Home', 'Go to'), command('New query', 'Create'), command('Run', 'Query')]),
  ).toEqual([
    ['Query', 'Run'],
    ['Create', 'New query'],
    ['Go to', 'Home'],
  ])
})

it('puts the page before its rows and keeps the order of the rows', () => {
  expect(
    names([
      command('Pause', 'Instances', 'B'),
      command('Pause', 'Instances', 'A'),
      command('Refresh', 'Instances'),
    ]),
  ).toEqual([['Instances', 'Refresh', 'Pause B', 'Pause A']])
})

it('shows the first of many until somebody types', () => {
  const rows = Array.from({ length: 30 }, (_, row) => command('Pause', 'Instances', `I${row}`))
  const all = [...rows, command('Refresh', 'Instances')]
  expect(groupCommands(all, false)[0]?.commands).toHaveLength(9)
  expect(groupCommands(all, true)[0]?.commands).toHaveLength(31)
})

it('names once what two buttons do', () => {
  expect(names([command('Run again', 'Execution'), command('Run again', 'Execution')])).toEqual([
    ['Execution', 'Run again'],
  ])
})
