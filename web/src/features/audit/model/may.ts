import type { Me } from '@/api/me'

/** Whether somebody reads the audit log at all, the whole of it or what they administer. */
export function mayReadAudit(me: Pick<Me, 'rights'> | undefined): boolean {
  return Boolean(me && (me.rights.readAudit || me.rights.administer))
}
