import { expect, it } from 'vitest'
import { mayOf } from '@/lib/may'
import { owner, withRole } from '@/lib/testing/me'
import { mayChange } from './rights'

const client = { id: 'cli_1', name: 'Northwind', color: '#0b6b9a' }
const queries = [
  { id: 'of_instance', client, instanceId: 'ins_1' },
  { id: 'of_client', client },
  { id: 'of_all' },
]
const subjects = [
  { subject: 'client', ownerId: 'cli_1' },
  { subject: 'instance', ownerId: 'ins_1' },
  ...queries.map(({ id }) => ({ subject: 'query', ownerId: id }) as const),
  { subject: 'query', ownerId: 'unknown' },
] as const

it.each([
  { who: 'an owner', me: owner(), may: subjects.map(() => true) },
  {
    who: 'a manager of the client',
    me: withRole('manager', { instance: 'ins_1', whole: true }),
    may: [true, true, true, true, false, false],
  },
  {
    who: 'a manager of the instance',
    me: withRole('manager', { instance: 'ins_1' }),
    may: [false, true, true, false, false, false],
  },
  {
    who: 'an author',
    me: withRole('author', { instance: 'ins_1', whole: true }),
    may: subjects.map(() => false),
  },
])('tells what $who may change', ({ me, may }) => {
  expect(subjects.map((subject) => mayChange(mayOf(me), subject, queries))).toEqual(may)
})
