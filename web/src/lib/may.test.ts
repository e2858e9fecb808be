import { describe, expect, it } from 'vitest'
import { mayOf } from './may'
import { owner, withRole } from './testing/me'

describe('mayOf', () => {
  it('allows nothing until it is known', () => {
    const may = mayOf(undefined)
    expect([may.organise, may.anywhere('viewer'), may.on('viewer', 'ins_1')]).toEqual([
      false,
      false,
      false,
    ])
    expect([may.onClient('viewer', 'cli_1'), may.within('viewer', undefined)]).toEqual([
      false,
      false,
    ])
  })

  it('allows an owner everything, also what is not listed', () => {
    const may = mayOf(owner())
    expect(may.on('administrator', 'ins_new')).toBe(true)
    expect(may.onClient('administrator', 'cli_new')).toBe(true)
    expect(may.anywhere('administrator')).toBe(true)
  })

  it('goes by the role on the instance', () => {
    const may = mayOf(withRole('author', { instance: 'ins_1' }))
    expect(may.on('author', 'ins_1')).toBe(true)
    expect(may.on('manager', 'ins_1')).toBe(false)
    expect(may.on('viewer', 'ins_2')).toBe(false)
    expect(may.on('viewer', undefined)).toBe(false)
    expect(may.anywhere('runner')).toBe(true)
    expect(may.anywhere('manager')).toBe(false)
  })

  it('lets who writes anywhere write what is shared by all', () => {
    const may = mayOf(withRole('author', { instance: 'ins_1', client: 'cli_1' }))
    expect(may.write({})).toBe(true)
    expect(may.write({ clientId: 'cli_1' })).toBe(true)
    expect(may.write({ clientId: 'cli_2' })).toBe(false)
    expect(may.write({ clientId: 'cli_1', instanceId: 'ins_2' })).toBe(false)
    expect(mayOf(withRole('runner', { instance: 'ins_1' })).write({})).toBe(false)
  })

  it('tells a client as a whole from one of its instances', () => {
    const part = mayOf(withRole('manager', { instance: 'ins_1' }))
    expect(part.onClient('viewer', 'cli_1')).toBe(false)
    expect(part.within('manager', 'cli_1')).toBe(true)
    const whole = mayOf(withRole('manager', { instance: 'ins_1', whole: true }))
    expect(whole.onClient('manager', 'cli_1')).toBe(true)
    expect(whole.onClient('administrator', 'cli_1')).toBe(false)
    expect(whole.within('viewer', 'cli_2')).toBe(false)
  })
})
