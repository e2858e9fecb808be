import type { Execution } from '@/api/executions'

/** Why it cannot be run again when its client leaves or has left. */
export function LeavingNote({ execution: { instance } }: { execution: Execution }) {
  if (instance.offBoardedAt === undefined) return null
  return (
    <p className="quiet" style={{ marginTop: 'var(--space-3)' }}>
      {instance.client.name} is being off-boarded: nothing runs on its instances any more, so this
      cannot be run again there.
    </p>
  )
}
