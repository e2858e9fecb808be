import {
  IconCircleCheckFilled,
  IconCircleDashed,
  IconCircleHalf2,
  IconCircleMinus,
  IconCircleXFilled,
  IconClockPlay,
  IconPlayerPauseFilled,
  IconPlayerTrackNext,
  IconProgress,
} from '@tabler/icons-react'
import type { ExecutionState } from '@/api/executions'
import type { OccurrenceState, ScheduleState } from '@/api/schedules'
import classes from './state-badge.module.css'

/** Of executions, of occurrences and of schedules. */
type State = ExecutionState | OccurrenceState | ScheduleState

const looks: Record<State, { tone: string; word: string; icon: typeof IconProgress }> = {
  queued: { tone: 'idle', word: 'Queued', icon: IconCircleDashed },
  submitting: { tone: 'busy', word: 'Submitting', icon: IconProgress },
  pending: { tone: 'busy', word: 'Pending', icon: IconProgress },
  running: { tone: 'busy', word: 'Running', icon: IconProgress },
  collecting: { tone: 'busy', word: 'Collecting', icon: IconProgress },
  waiting: { tone: 'warn', word: 'Waiting', icon: IconCircleDashed },
  succeeded: { tone: 'good', word: 'Succeeded', icon: IconCircleCheckFilled },
  failed: { tone: 'bad', word: 'Failed', icon: IconCircleXFilled },
  cancelled: { tone: 'idle', word: 'Cancelled', icon: IconCircleMinus },
  partly_failed: { tone: 'bad', word: 'Partly failed', icon: IconCircleHalf2 },
  skipped: { tone: 'idle', word: 'Skipped', icon: IconPlayerTrackNext },
  active: { tone: 'good', word: 'Active', icon: IconClockPlay },
  paused: { tone: 'warn', word: 'Paused', icon: IconPlayerPauseFilled },
}

export function stateWord(state: State): string {
  return looks[state].word
}

/** A state: a colour, a shape and a word, so that none of them stands alone. */
export function StateBadge({ state }: { state: State }) {
  const { tone, word, icon: Icon } = looks[state]
  return (
    <span className={classes.badge} data-tone={tone}>
      <Icon size={15} aria-hidden className={tone === 'busy' ? classes.turning : undefined} />
      {word}
    </span>
  )
}
