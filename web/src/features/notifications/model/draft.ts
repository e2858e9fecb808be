import type { Channel, ChannelChange, NoticeKind, Severity } from '@/api/notices'
import { type MailParts, mailAddress, noMail, type Service } from './address'

/** A channel while somebody fills it in. */
export type ChannelDraft = {
  name: string
  service: Service
  mail: MailParts
  webhook: string
  active: boolean
  /** One's own: only what is for oneself alone. */
  mine: boolean
  severities: Severity[]
  kinds: NoticeKind[]
  clientIds: string[]
  quiet: boolean
  from: string
  until: string
  zone: string
  urgentPasses: boolean
}

export function emptyDraft(zone: string): ChannelDraft {
  return {
    name: '',
    service: 'slack',
    mail: noMail,
    webhook: '',
    active: true,
    mine: false,
    severities: [],
    kinds: [],
    clientIds: [],
    quiet: false,
    from: '22:00',
    until: '07:00',
    zone,
    urgentPasses: true,
  }
}

/** What an edit begins with. The address does not come back. */
export function draftOf(channel: Channel, zone: string): ChannelDraft {
  const { quiet } = channel
  const empty = emptyDraft(zone)
  return {
    ...empty,
    name: channel.name,
    service: channel.service,
    active: channel.active,
    mine: channel.mine,
    severities: channel.severities as Severity[], // the server keeps only known words
    kinds: channel.kinds as NoticeKind[], // likewise
    clientIds: channel.clientIds,
    quiet: quiet !== undefined,
    from: quiet?.from ?? empty.from,
    until: quiet?.until ?? empty.until,
    zone: quiet?.zone ?? zone,
    urgentPasses: quiet?.urgentPasses ?? (quiet === undefined && empty.urgentPasses),
  }
}

/** The address as far as it was given; null while it is incomplete. */
function addressOf({ service, mail, webhook }: ChannelDraft): string | null | undefined {
  if (service !== 'mail') return webhook.trim() || undefined
  const untouched = !mail.host && !mail.from && !mail.to && !mail.user && !mail.password
  return untouched ? undefined : mailAddress(mail)
}

/** What to send; null while something is missing. An edit may leave the address out. */
export function changeOf(draft: ChannelDraft, isNew: boolean): ChannelChange | null {
  const address = addressOf(draft)
  const name = draft.name.trim()
  if (!name || address === null || (isNew && address === undefined)) return null
  const { active, mine, severities, kinds, clientIds, from, until, zone, urgentPasses } = draft
  return {
    name,
    address,
    active,
    mine,
    severities: mine ? [] : severities,
    kinds: mine ? [] : kinds,
    clientIds: mine ? [] : clientIds,
    quiet: draft.quiet ? { from, until, zone, urgentPasses } : undefined,
  }
}
