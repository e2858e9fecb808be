import { describe, expect, it } from 'vitest'
import { mailAddress, noMail } from './address'

const mail = {
  ...noMail,
  host: 'mail.agency.example',
  from: 'recomamp@agency.example',
  to: 'ada@agency.example, grace+ops@agency.example',
}

describe('mailAddress', () => {
  it('keeps what the parts mean', () => {
    const url = new URL(mailAddress({ ...mail, user: 'ops@agency', password: 'p@ss:w/rd?&' }) ?? '')
    expect(url.host).toBe('mail.agency.example:587')
    expect(decodeURIComponent(url.username)).toBe('ops@agency')
    expect(decodeURIComponent(url.password)).toBe('p@ss:w/rd?&')
    expect(url.searchParams.get('to')).toBe('ada@agency.example,grace+ops@agency.example')
  })

  it('signs in only when asked to', () => {
    expect(mailAddress(mail)).toMatch(/^smtp:\/\/mail\.agency\.example:587\//)
  })

  it.each([
    { host: '' },
    { host: 'mail/agency' },
    { port: '0' },
    { port: '70000' },
    { port: 'smtp' },
    { from: 'nobody' },
    { to: ' , ' },
  ])('waits while something is missing: %o', (part) => {
    expect(mailAddress({ ...mail, ...part })).toBeNull()
  })
})
