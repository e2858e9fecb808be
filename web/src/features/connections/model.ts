import type { Region } from '@/api/connections'

export const regionWords: Record<Region, string> = {
  NA: 'North America',
  EU: 'Europe',
  FE: 'Far East',
}

const problems: Record<string, string> = {
  access_denied: 'Consent was not given on Amazon’s page. Connect again when you are ready.',
  'connection.denied': 'Consent was not given on Amazon’s page. Connect again when you are ready.',
  'connection.state': 'The consent came back too late or from another browser. Connect again.',
}

/** Why a consent failed, in words. */
export function consentProblem(code: string): string {
  return (
    problems[code] ??
    `Amazon’s answer could not be used (${code}). Connect again; if it stays so, check the app’s settings at Amazon.`
  )
}
