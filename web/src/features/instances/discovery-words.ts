import type { Discovery, DiscoveryChange, DiscoveryFact } from '@/api/discoveries'
import { plural } from '@/lib/number'

const states: Record<Discovery['state'], string> = {
  looking: 'looking',
  stopping: 'stopping',
  complete: 'complete',
  incomplete: 'not complete',
  failed: 'failed',
  cancelled: 'cancelled; nothing was changed',
  interrupted: 'interrupted; nothing was changed',
}

export const stateWords = (discovery: Discovery) => states[discovery.state]

/** "2 new, 1 gone", or that nothing changed. */
export function changeWords({ added, changed, returned, gone }: Discovery): string {
  const parts = [
    added > 0 && `${added} new`,
    changed > 0 && `${changed} changed`,
    returned > 0 && `${returned} back`,
    gone > 0 && `${gone} gone`,
  ].filter((part) => part !== false)
  return parts.length > 0 ? parts.join(', ') : 'nothing changed'
}

/** "8 instances in 3 accounts" */
export const foundWords = ({ instances, accounts }: Discovery) =>
  `${plural(instances, 'instance')} in ${plural(accounts, 'account')}`

export const kindWords: Record<DiscoveryChange['kind'], string> = {
  added: 'New',
  changed: 'Changed',
  returned: 'Back',
  gone: 'Gone',
}

export const factWords: Record<DiscoveryFact['name'], string> = {
  amazonName: 'Name at Amazon',
  advertiser: 'Advertiser',
  type: 'Type',
  creationStatus: 'Creation status',
  amazonAccountId: 'Account',
  marketplaceId: 'Marketplace',
  connectionId: 'Connection',
}
