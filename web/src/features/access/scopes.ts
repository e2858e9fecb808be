import type { Rights } from '@/api/me'
import type { NewToken, Token } from '@/api/tokens'

export type Scope = Token['scope']

/** What a token may be used for, each including those before it. */
export const scopeWords: Record<Scope, string> = {
  read: 'read',
  run: 'read and run',
  write: 'read, run and change',
  administer: 'do whatever you may',
}

const needs: { value: Scope; label: string; least: keyof Rights }[] = [
  { value: 'read', label: 'read only', least: 'see' },
  { value: 'run', label: 'read, and run saved queries', least: 'run' },
  { value: 'write', label: 'also change queries, schedules, budgets', least: 'write' },
  { value: 'administer', label: 'whatever you may, tokens included', least: 'see' },
]

/** Scopes to choose from: none that is wider than what one may do. */
export function scopeOptions(rights: Rights | undefined): { value: Scope; label: string }[] {
  return needs
    .filter(({ value, least }) => value === 'read' || value === 'administer' || rights?.[least])
    .map(({ value, label }) => ({ value, label }))
}

/** Days until a token ends; 0 for never. */
export const lives = { '7 days': 7, '30 days': 30, '90 days': 90, 'a year': 365, never: 0 } as const

export type Life = keyof typeof lives

export const lifeOptions: { value: Life; label: string }[] = [
  { value: '7 days', label: 'in 7 days' },
  { value: '30 days', label: 'in 30 days' },
  { value: '90 days', label: 'in 90 days' },
  { value: 'a year', label: 'in a year' },
  { value: 'never', label: 'when revoked' },
]

/** When a token that is made now ends. */
export function endOf(life: Life, now: number): NewToken['expiresAt'] {
  const days = lives[life]
  return days === 0 ? undefined : new Date(now + days * 86_400_000).toISOString()
}
