import { Tooltip } from '@mantine/core'
import classes from './health-dot.module.css'

const words: Record<string, { tone: string; text: string }> = {
  healthy: { tone: 'good', text: 'Healthy' },
  not_ready: { tone: 'busy', text: 'Amazon is still preparing it' },
  expired: { tone: 'warn', text: 'Amazon could not be asked just now' },
  needs_reconnect: { tone: 'bad', text: 'The connection needs a new consent' },
  disconnected: { tone: 'bad', text: 'No connection reaches it' },
  gone: { tone: 'bad', text: 'Amazon no longer lists it' },
  pending: { tone: 'busy', text: 'Waiting for consent' },
}

/** Health as a shape and a word; with `showWord` the word is always there. */
export function HealthDot({ health, showWord }: { health: string; showWord?: boolean }) {
  const { tone, text } = words[health] ?? { tone: 'warn', text: health }
  const dot = <span className={classes.dot} data-tone={tone} />
  if (showWord) {
    return (
      <span className={classes.labelled}>
        {dot}
        {text}
      </span>
    )
  }
  return (
    <Tooltip label={text}>
      <span role="img" aria-label={text} className={classes.hit}>
        {dot}
      </span>
    </Tooltip>
  )
}
