import {
  IconAlertTriangleFilled,
  IconCircleCheckFilled,
  IconCircleDashed,
  IconCircleMinus,
  IconCircleXFilled,
  IconProgress,
} from '@tabler/icons-react'
import type { SelfTestCheck } from '@/api/self-tests'
import { duration } from '@/lib/time'
import classes from './self-test.module.css'

const looks: Record<
  SelfTestCheck['state'],
  { tone: string; word: string; icon: typeof IconProgress }
> = {
  waiting: { tone: 'idle', word: 'Waiting', icon: IconCircleDashed },
  running: { tone: 'busy', word: 'Running', icon: IconProgress },
  ok: { tone: 'good', word: 'OK', icon: IconCircleCheckFilled },
  warning: { tone: 'warn', word: 'Warning', icon: IconAlertTriangleFilled },
  failed: { tone: 'bad', word: 'Failed', icon: IconCircleXFilled },
  not_applicable: { tone: 'idle', word: 'Not applicable', icon: IconCircleMinus },
}

/** Every check with how it came out, what that means and what to do. */
export function CheckList({ checks }: { checks: SelfTestCheck[] }) {
  return (
    <ol className={classes.checks}>
      {checks.map((check) => (
        <CheckRow key={check.name + (check.subject ?? '')} check={check} />
      ))}
    </ol>
  )
}

function CheckRow({ check: { title, state, means, next, tookMs } }: { check: SelfTestCheck }) {
  const { tone, word, icon: Icon } = looks[state]
  const done = state !== 'waiting' && state !== 'running'
  return (
    <li className={classes.check} data-waiting={state === 'waiting' || undefined}>
      <span className={classes.state} data-tone={tone}>
        <Icon size={16} aria-hidden className={tone === 'busy' ? classes.turning : undefined} />
        {word}
      </span>
      <span className={classes.what}>
        <strong>{title}</strong>
        {means && <span className={classes.means}>{means}</span>}
        {next && <span className={classes.next}>{next}</span>}
      </span>
      <span className={`${classes.took} num quiet`}>
        {done && state !== 'not_applicable' && duration(tookMs)}
      </span>
    </li>
  )
}
