import { expect, it } from 'vitest'
import { fern, fernUs, grant, owner, personEntry } from '../testing'
import { type Column, cellOf, columnsOf, moved } from './matrix'

const instance = (found: { id: string; name: string }) => ({
  ...found,
  amazonId: `amc-${found.id}`,
  type: 'STANDARD',
  client: fern,
})
const person = personEntry({ groups: [{ id: 'grp_1', name: 'Media team' }] })

function columns(): { client: Column; us: Column; de: Column } {
  const [client, us, de] = columnsOf(owner().clients, fern.id)
  if (!client || !us || !de) throw new Error('three columns expected')
  return { client, us, de }
}

it('shows clients, and within one its instances', () => {
  expect(columnsOf(owner().clients, undefined).map(({ name }) => name)).toEqual([
    'Fernhollow Outdoors',
    'Juniper Lane',
  ])
  expect(columnsOf(owner().clients, fern.id).map(({ name }) => name)).toEqual([
    'All instances',
    'Fernhollow US',
    'Fernhollow DE',
  ])
})

it('lets a grant on the client reach its instances, and one on an instance no other', () => {
  const { client, us, de } = columns()
  const grants = [
    grant({ id: 'g1', role: 'viewer' }),
    grant({ id: 'g2', role: 'manager', instance: instance(fernUs) }),
  ]
  expect(cellOf(person, client, grants)).toMatchObject({
    role: 'viewer',
    own: { id: 'g1' },
    instances: 1,
  })
  expect(cellOf(person, us, grants)).toMatchObject({
    role: 'manager',
    own: { id: 'g2' },
    fromClient: false,
    instances: 0,
  })
  expect(cellOf(person, de, grants)).toMatchObject({
    role: 'viewer',
    own: undefined,
    fromClient: true,
  })
})

it('counts what a group of theirs was given, and nobody else’s', () => {
  const { client } = columns()
  const ofGroup = (id: string, name: string) =>
    grant({ person: undefined, group: { id, name }, role: 'author' })
  expect(cellOf(person, client, [ofGroup('grp_1', 'Media team')])).toMatchObject({
    role: 'author',
    group: 'Media team',
    own: undefined,
  })
  expect(cellOf(person, client, [ofGroup('grp_2', 'Others')]).role).toBeUndefined()
  const anothers = grant({ person: { id: 'per_else', name: 'Else' } })
  expect(cellOf(person, client, [anothers]).role).toBeUndefined()
})

it('keeps what has ended in sight without its role', () => {
  const { client } = columns()
  const over = grant({ ended: true, until: '2026-03-01T12:00:00Z', role: 'manager' })
  expect(cellOf(person, client, [over])).toMatchObject({ role: undefined, own: { ended: true } })
  const cell = cellOf(person, client, [over, grant({ id: 'g2', role: 'viewer' })])
  expect(cell).toMatchObject({ role: 'viewer', own: { id: 'g2' } })
})

it('tells of equal roles the one that lasts', () => {
  const { client } = columns()
  const grants = [
    grant({ until: '2027-01-01T00:00:00Z' }),
    grant({ id: 'g2', person: undefined, group: { id: 'grp_1', name: 'Media team' } }),
  ]
  expect(cellOf(person, client, grants)).toMatchObject({ until: undefined, group: 'Media team' })
})

it('says that owners need no grant', () => {
  const { us } = columns()
  expect(cellOf(personEntry({ role: 'owner' }), us, []).owner).toBe(true)
})

it('moves within the grid', () => {
  expect(moved([0, 0], 'ArrowUp', 3, 2)).toEqual([0, 0])
  expect(moved([0, 0], 'ArrowDown', 3, 2)).toEqual([1, 0])
  expect(moved([2, 0], 'End', 3, 2)).toEqual([2, 1])
  expect(moved([2, 1], 'Home', 3, 2)).toEqual([2, 0])
  expect(moved([4, 1], 'PageDown', 300, 2)).toEqual([14, 1])
  expect(moved([4, 1], 'PageUp', 300, 2)).toEqual([0, 1])
  expect(moved([0, 0], 'a', 3, 2)).toBeUndefined()
})
