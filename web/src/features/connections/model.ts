import type { Region } from '@/api/connections'

export const regionWords: Record<Region, string> = {
  NA: 'North America',
  EU: 'Europe',
  FE: 'Far East',
}

const problems: Record<string, string> = {
  'connection.consent_denied':
    'Consent was not given on Amazon’s page, so nothing has changed. Connect again when you are ready.',
  'connection.consent_invalid':
    'The consent came back too late or from another browser. Connect again.',
  'connection.app_refused':
    'Amazon refuses the registration of this program. Check the app’s client id and secret.',
  'connection.amazon_unavailable': 'Amazon could not be reached. Connect again in a few minutes.',
}

/** Why a consent failed, in words. */
export function consentProblem(code: string): string {
  return (
    problems[code] ??
    `Amazon’s answer could not be used (${code}). Connect again; if it stays so, check the app’s settings at Amazon.`
  )
}
