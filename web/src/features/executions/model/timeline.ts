import type { Execution, ExecutionEvent, ExecutionState } from '@/api/executions'

/** A stretch of an execution's life in one state. */
export type Phase = {
  state: ExecutionState
  /** Milliseconds since the epoch. */
  start: number
  end: number
  /** Still going on. */
  open: boolean
  message: string
}

const order: ExecutionState[] = ['queued', 'submitting', 'pending', 'running', 'collecting']

/**
 * The phases of an execution, in the order they happened. Retries repeat
 * states, so the same state may come more than once. The last phase of an
 * execution that is not over lasts until now.
 */
export function phasesOf(
  execution: Pick<Execution, 'events' | 'createdAt' | 'state'>,
  now: number,
): Phase[] {
  const events = execution.events.length > 0 ? execution.events : [creation(execution)]
  const phases: Phase[] = []
  for (const [index, event] of events.entries()) {
    const state = asState(event.state)
    if (!state || isEnd(state)) continue
    const start = Date.parse(event.at)
    const next = events[index + 1]
    const end = next ? Date.parse(next.at) : Math.max(now, start)
    const last = phases.at(-1)
    // Progress within a state is an event too, but not a new phase.
    if (last?.state === state) {
      last.end = end
      last.open = !next
      last.message = event.message || last.message
    } else {
      phases.push({ state, start, end, open: !next, message: event.message })
    }
  }
  return phases
}

/** The phases that are still ahead on the straight way, for drawing them faintly. */
export function phasesAhead(state: ExecutionState): ExecutionState[] {
  const at = order.indexOf(state)
  return at === -1 ? [] : order.slice(at + 1)
}

/**
 * Widths in percent. Short phases would vanish beside long ones, so each gets a
 * floor and shares the rest by its time.
 */
export function phaseWidths(phases: Phase[], floor = 9): number[] {
  if (phases.length === 0) return []
  const total = phases.reduce((sum, phase) => sum + (phase.end - phase.start), 0)
  const rest = Math.max(0, 100 - floor * phases.length)
  if (total === 0) return phases.map(() => 100 / phases.length)
  const least = Math.min(floor, 100 / phases.length)
  return phases.map((phase) => least + (rest * (phase.end - phase.start)) / total)
}

function creation(execution: Pick<Execution, 'createdAt' | 'state'>): ExecutionEvent {
  return { at: execution.createdAt, state: execution.state, message: '' }
}

function isEnd(state: ExecutionState): boolean {
  return state === 'succeeded' || state === 'failed' || state === 'cancelled'
}

const known: ReadonlySet<string> = new Set<ExecutionState>([
  ...order,
  'waiting',
  'succeeded',
  'failed',
  'cancelled',
])

function asState(text: string): ExecutionState | null {
  // An older page may meet a newer server's states; it leaves those out.
  return known.has(text) ? (text as ExecutionState) : null
}
