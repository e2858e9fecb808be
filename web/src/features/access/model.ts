import type { MyInstance } from '@/api/me'

/** A password has this many characters at least. */
export const PASSWORD_LENGTH = 12

/** The address to go to after signing in: a path of ours, never another site. */
export function safeNext(next: string | undefined): string {
  if (!next?.startsWith('/') || next.startsWith('//') || next.startsWith('/\\')) return '/'
  return next
}

/** The one-time token of a link; it stands behind the # so that no server logs it. */
export const linkToken = (hash: string) => hashValue(hash, 'token')

/** A secret behind the # of an address. */
export function hashValue(hash: string, name: string): string {
  return new URLSearchParams(hash.replace(/^#/, '')).get(name) ?? ''
}

/** What a role lets somebody do, in a sentence that begins with "You may". */
export const mayWords: Record<MyInstance['role'], string> = {
  viewer: 'see executions, results and schedules, and export',
  runner: 'see everything, and run saved queries',
  author: 'see everything, run, write queries, and keep packs',
  manager: 'write and run queries, and manage schedules, budgets and retention',
  administrator: 'do everything there, and give access to others',
}
