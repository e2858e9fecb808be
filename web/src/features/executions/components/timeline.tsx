import { type Execution, isFinal } from '@/api/executions'
import { duration, exactTime } from '@/lib/time'
import { useNow } from '@/lib/use-now'
import { StateBadge, stateWord } from '@/ui/state-badge'
import { phasesAhead, phasesOf, phaseWidths } from '../model/timeline'
import classes from './timeline.module.css'

/** The life of an execution from left to right, ticking while it goes on. */
export function Timeline({ execution }: { execution: Execution }) {
  const ticking = useNow(isFinal(execution.state) ? 'slow' : 'second')
  const phases = phasesOf(execution, ticking)
  const widths = phaseWidths(phases)
  const ahead = phasesAhead(execution.state)
  return (
    <ol className={classes.timeline} aria-label="Phases">
      {phases.map((phase, index) => (
        <li
          key={`${phase.state}-${phase.start}`}
          className={classes.phase}
          data-open={phase.open || undefined}
          data-failed={(execution.state === 'failed' && index === phases.length - 1) || undefined}
          data-waiting={phase.state === 'waiting' || undefined}
          style={{ flexGrow: widths[index] }}
          title={`${exactTime(new Date(phase.start).toISOString())}${phase.message ? ` · ${phase.message}` : ''}`}
        >
          <span className={classes.bar} aria-hidden />
          <span className={classes.state}>{stateWord(phase.state)}</span>
          <span className={`${classes.time} num`}>{duration(phase.end - phase.start)}</span>
        </li>
      ))}
      {isFinal(execution.state) ? (
        <li className={classes.end}>
          <StateBadge state={execution.state} />
        </li>
      ) : (
        ahead.map((state) => (
          <li key={state} className={classes.phase} data-ahead style={{ flexGrow: 6 }}>
            <span className={classes.bar} aria-hidden />
            <span className={classes.state}>{stateWord(state)}</span>
            <span className={classes.time}>–</span>
          </li>
        ))
      )}
    </ol>
  )
}
