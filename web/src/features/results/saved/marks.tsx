import { IconLock, IconStarFilled, IconUsers } from '@tabler/icons-react'
import type { SavedView } from '@/api/saved-views'

/** Whose a view is, and whether results open with it. */
export function Marks({ view }: { view: SavedView }) {
  const Owner = view.shared ? IconUsers : IconLock
  const whose = view.shared ? `Shared by ${view.owner.name}` : 'Yours alone'
  return (
    <span style={{ display: 'inline-flex', gap: 6 }}>
      {view.default && (
        <span role="img" aria-label="Results open with it" title="Results open with it">
          <IconStarFilled size={13} aria-hidden />
        </span>
      )}
      <span role="img" aria-label={whose} title={whose}>
        <Owner size={13} aria-hidden />
      </span>
    </span>
  )
}
