import type { SavedView } from '@/api/saved-views'
import type { useMay } from '@/lib/may'

/** Whether somebody may update, rename, share and delete a saved view: who made it, and authors. */
export function mayChange(
  may: Pick<ReturnType<typeof useMay>, 'personId' | 'on'>,
  { owner, shared, instanceId }: Pick<SavedView, 'owner' | 'shared' | 'instanceId'>,
): boolean {
  const isOwn = owner.id === may.personId
  return (isOwn && (!shared || may.on('runner', instanceId))) || may.on('author', instanceId)
}
