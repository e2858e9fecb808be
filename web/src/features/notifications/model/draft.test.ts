import { expect, it } from 'vitest'
import { channel } from '../testing'
import { changeOf, draftOf, emptyDraft } from './draft'

it('needs a name and an address', () => {
  const draft = emptyDraft('UTC')
  expect(changeOf(draft, true)).toBeNull()
  expect(changeOf({ ...draft, name: ' ', webhook: 'https://x.example' }, true)).toBeNull()
  expect(changeOf({ ...draft, name: ' Ops ', webhook: ' https://x.example ' }, true)).toMatchObject(
    {
      name: 'Ops',
      address: 'https://x.example',
      quiet: undefined,
    },
  )
})

it('keeps the address of a channel that is edited', () => {
  const quiet = { from: '20:00', until: '06:00', zone: 'Asia/Kolkata', urgentPasses: true }
  const edited = channel({ severities: ['urgent'], quiet })
  expect(changeOf(draftOf(edited, 'UTC'), false)).toEqual({
    name: edited.name,
    address: undefined,
    active: true,
    mine: false,
    severities: ['urgent'],
    kinds: [],
    clientIds: [],
    quiet,
  })
})

it('does not send half a mail address', () => {
  const draft = draftOf(channel({ service: 'mail' }), 'UTC')
  expect(changeOf({ ...draft, mail: { ...draft.mail, host: 'mail.x.example' } }, false)).toBeNull()
})
