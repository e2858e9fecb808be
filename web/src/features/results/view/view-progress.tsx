import { useEffect, useState } from 'react'
import { plural } from '@/lib/number'
import { CommandButton } from '@/ui/command-button'
import type { View } from '../model/view'
import { actWords } from '../model/view-words'
import classes from './view.module.css'

type Props = {
  view: View
  /** Rows of the whole result, all of which are read. */
  total: number
  /** Goes back to what was shown before; without it there was nothing. */
  onStop?: () => void
}

/** Says that the server builds a view, for how long already, and lets it be stopped. */
export function ViewProgress({ view, total, onStop }: Props) {
  const [seconds, setSeconds] = useState(0)
  useEffect(() => {
    const timer = setInterval(() => setSeconds((now) => now + 1), 1000)
    return () => clearInterval(timer)
  }, [])
  return (
    <div role="status" className={classes.progress}>
      <span className={classes.running} aria-hidden />
      <span className="num">
        {actWords(view)} {plural(total, 'row')}…{seconds > 0 && ` ${seconds} s`}
      </span>
      {onStop && (
        <CommandButton
          command={{ label: 'Stop and show what was there', group: 'Result' }}
          variant="subtle"
          size="compact-xs"
          onClick={onStop}
        >
          Stop
        </CommandButton>
      )}
    </div>
  )
}
