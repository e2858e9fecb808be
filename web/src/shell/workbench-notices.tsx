import { ProblemPanel } from '@/ui/problem-panel'
import classes from './query-workbench.module.css'

type Props = {
  /** Somebody saved a newer version meanwhile. */
  outdated: boolean
  /** The browser stores what is written. */
  kept: boolean
  /** Why the last run did not start. */
  error: Error | null
}

/** What somebody who writes should know before going on. */
export function WorkbenchNotices({ outdated, kept, error }: Props) {
  return (
    <div aria-live="polite">
      {outdated && (
        <p className={classes.notice}>
          A newer version was saved since you began. Saving will show both, and nothing is lost.
        </p>
      )}
      {!kept && (
        <p className={classes.notice}>
          This browser refuses to store what you write. Save before you leave this page.
        </p>
      )}
      {error && (
        <div className={classes.problem}>
          <ProblemPanel title="The query did not start" error={error} />
        </div>
      )}
    </div>
  )
}
