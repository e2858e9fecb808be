import type { Channel } from '@/api/notices'

export type Service = Channel['service']

export const serviceWords: Record<Service, string> = {
  mail: 'Mail',
  slack: 'Slack',
  teams: 'Teams',
  discord: 'Discord',
  webhook: 'Webhook',
}

export const services = Object.keys(serviceWords) as Service[] // its keys are all there are

/** What the form asks for to make a mail address of. */
export type MailParts = {
  host: string
  port: string
  user: string
  password: string
  from: string
  to: string
}

export const noMail: MailParts = { host: '', port: '587', user: '', password: '', from: '', to: '' }

/** The URL of a mail channel; null while something is missing. */
export function mailAddress({ host, port, user, password, from, to }: MailParts): string | null {
  const receivers = to.split(/[\s,;]+/).filter(Boolean)
  const number = Number(port)
  if (!/^[a-z0-9.:[\]-]+$/i.test(host) || !Number.isInteger(number) || number < 1 || number > 65535)
    return null
  if (!from.includes('@') || receivers.length === 0) return null
  const login = user ? `${encodeURIComponent(user)}:${encodeURIComponent(password)}@` : ''
  const query = new URLSearchParams({ from: from.trim(), fromname: 'RecomAMP' })
  query.set('to', receivers.join(','))
  return `smtp://${login}${host}:${port}/?${query}`
}

/** How to come by a webhook's address, in the words of its service. */
export const webhookHelp: Record<
  Exclude<Service, 'mail'>,
  { placeholder: string; help: string }
> = {
  slack: {
    placeholder: 'https://hooks.slack.com/services/T…/B…/…',
    help: 'In Slack: your app → Incoming Webhooks → Add New Webhook, choose the channel, copy the address.',
  },
  teams: {
    placeholder: 'https://….logic.azure.com/workflows/…',
    help: 'In Teams: the channel’s … → Workflows → “Post to a channel when a webhook request is received”, then copy the address.',
  },
  discord: {
    placeholder: 'https://discord.com/api/webhooks/…/…',
    help: 'In Discord: the channel’s settings → Integrations → Webhooks → New Webhook → Copy Webhook URL.',
  },
  webhook: {
    placeholder: 'https://hooks.example.com/notices',
    help: 'It gets a POST with JSON: id, severity, title and message. The same id is sent as Idempotency-Key. A shoutrrr URL may stand here too.',
  },
}
