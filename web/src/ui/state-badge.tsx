import {
  IconCircleCheckFilled,
  IconCircleDashed,
  IconCircleMinus,
  IconCircleXFilled,
  IconProgress,
} from '@tabler/icons-react'
import type { ExecutionState } from '@/api/executions'
import classes from './state-badge.module.css'

const looks: Record<ExecutionState, { tone: string; word: string; icon: typeof IconProgress }> = {
  queued: { tone: 'idle', word: 'Queued', icon: IconCircleDashed },
  submitting: { tone: 'busy', word: 'Submitting', icon: IconProgress },
  pending: { tone: 'busy', word: 'Pending', icon: IconProgress },
  running: { tone: 'busy', word: 'Running', icon: IconProgress },
  collecting: { tone: 'busy', word: 'Collecting', icon: IconProgress },
  waiting: { tone: 'warn', word: 'Waiting', icon: IconCircleDashed },
  succeeded: { tone: 'good', word: 'Succeeded', icon: IconCircleCheckFilled },
  failed: { tone: 'bad', word: 'Failed', icon: IconCircleXFilled },
  cancelled: { tone: 'idle', word: 'Cancelled', icon: IconCircleMinus },
}

export function stateWord(state: ExecutionState): string {
  return looks[state].word
}

/** A state: a colour, a shape and a word, so that none of them stands alone. */
export function StateBadge({ state }: { state: ExecutionState }) {
  const { tone, word, icon: Icon } = looks[state]
  return (
    <span className={classes.badge} data-tone={tone}>
      <Icon size={15} aria-hidden className={tone === 'busy' ? classes.turning : undefined} />
      {word}
    </span>
  )
}
