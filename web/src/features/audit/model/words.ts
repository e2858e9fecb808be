import type { AuditEntry } from '@/api/audit'

/** Who acted, as people say it. */
export function actorWords({ kind, name }: AuditEntry['actor']): string {
  if (kind === 'nobody') return 'Somebody not signed in'
  return kind === 'system' ? 'RecomAMP' : name
}

const vias = {
  session: 'in the browser',
  token: 'by an API token',
  command: 'on the command line of the machine',
  program: 'in the background',
} as const satisfies Record<AuditEntry['actor']['via'], string>

/** By what they acted; the program says for which duty. */
export function viaWords({ kind, name, via }: AuditEntry['actor']): string {
  return kind === 'system' ? `${vias[via]} (${name})` : vias[via]
}

/** What was done, or tried, before the name of the object if that is known. */
export function deedWords({ words, act, outcome, object }: AuditEntry): string {
  const said = object.name ? words || act : (words || act).replace(/ (of|to|for|as)$/, '')
  return outcome === 'refused' && !act.endsWith('failed') ? `was refused: ${said}` : said
}

/** The name of a part that changed, in words: `handedOverTo` is “Handed over to”. */
export function partWords(name: string): string {
  const words = name.replace(/([a-z])([A-Z0-9])/g, '$1 $2').toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** What a part was or is; a dash for nothing. */
export function valueWords(value: unknown): string {
  if (value === undefined || value === null || value === '') return '–'
  if (Array.isArray(value)) return value.map(valueWords).join(', ')
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
