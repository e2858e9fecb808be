import { expect, it } from 'vitest'
import { clientAdministrator, fern, fernUs, juniper, member, owner } from '../testing'
import { grantable, mayReadPeople, objectKey, objectOf, objectOptions } from './objects'

it('lets owners give every role everywhere, administrators on what they administer, others nowhere', () => {
  const on = (clientId: string) => ({ clientId })
  expect(grantable(owner(), on(juniper.id))).toHaveLength(5)
  expect(grantable(clientAdministrator(), on(fern.id))).toHaveLength(5)
  expect(grantable(clientAdministrator(), on(juniper.id))).toEqual([])
  expect(grantable(member(), on(fern.id))).toEqual([])
  expect(grantable(undefined, on(fern.id))).toEqual([])
})

it('offers only where access may be given, the client before its instances', () => {
  expect(objectOptions(clientAdministrator())).toEqual([
    {
      group: 'Fernhollow Outdoors',
      items: [
        { value: 'client:cli_fern', label: 'Fernhollow Outdoors: all instances' },
        { value: 'instance:ins_us', label: 'Fernhollow US' },
      ],
    },
  ])
  expect(objectOptions(member())).toEqual([])
})

it('offers one instance to who administers nothing else', () => {
  const me = clientAdministrator()
  me.clients = [{ client: fern, instances: [{ ...fernUs, role: 'administrator' }] }]
  expect(objectOptions(me)).toEqual([
    { group: 'Fernhollow Outdoors', items: [{ value: 'instance:ins_us', label: 'Fernhollow US' }] },
  ])
})

it('keeps an object through its key', () => {
  expect(objectOf(objectKey({ clientId: 'c' }))).toEqual({ clientId: 'c' })
  expect(objectOf(objectKey({ clientId: 'c', instanceId: 'i' }))).toEqual({ instanceId: 'i' })
})

it('shows people to who reads them or gives access', () => {
  expect([owner(), clientAdministrator(), member(), undefined].map(mayReadPeople)).toEqual([
    true,
    true,
    false,
    false,
  ])
})
