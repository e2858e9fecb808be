import type { Execution } from '@/api/executions'
import { standingWords } from '../model/standing'

/** Why an execution has not begun, and when it should. */
export function StandingNote({ execution }: { execution: Execution }) {
  if (!execution.standing) return null
  return (
    <p role="status" className="num" style={{ marginTop: 'var(--space-3)', color: 'var(--ink-2)' }}>
      {standingWords(execution.standing).join(' ')}
    </p>
  )
}
