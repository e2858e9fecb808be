import type { SingleSignOn, SingleSignOnTerms } from '@/api/sign-in'

/** The part of the settings that is sent back; the secret stays where it is. */
export function blankTerms(settings: SingleSignOn): SingleSignOnTerms {
  const { enabled, required, label, issuer, clientId, scopes, mailClaim } = settings
  const { mailDomains, trustMail, newcomers, factor } = settings
  return {
    enabled,
    required,
    label,
    issuer,
    clientId,
    scopes,
    mailClaim,
    mailDomains,
    trustMail,
    newcomers,
    factor,
  }
}

export const factorWords: Record<SingleSignOn['factor'], string> = {
  never: 'Never: ours is asked for as well',
  told: 'When it says that it asked for one (amr)',
  always: 'Always: it asks everybody for one',
}

export const factorRules = ['never', 'told', 'always'] as const

/** Words with spaces or commas between. */
export const splitWords = (text: string) => text.split(/[\s,]+/).filter((word) => word !== '')

/** What is wrong with a list, or with one of its entries. */
export function fieldError(fields: Record<string, string>, pointer: string): string | undefined {
  const name = Object.keys(fields).find((at) => at === pointer || at.startsWith(`${pointer}/`))
  return name && fields[name]
}
