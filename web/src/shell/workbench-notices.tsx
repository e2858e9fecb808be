import type { Query } from '@/api/queries'
import { useChangeQuery } from '@/features/queries/use-change-query'
import { CommandButton } from '@/ui/command-button'
import { ProblemPanel } from '@/ui/problem-panel'
import classes from './query-workbench.module.css'

type Props = {
  /** The query that is open, once it was saved. */
  query: Query | null
  /** Somebody saved a newer version meanwhile. */
  outdated: boolean
  /** The browser stores what is written. */
  kept: boolean
  /** Why the last run did not start. */
  error: Error | null
}

/** What somebody who writes should know before going on. */
export function WorkbenchNotices({ query, outdated, kept, error }: Props) {
  return (
    <div aria-live="polite">
      {query?.archivedAt && <ArchivedNotice query={query} />}
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

function ArchivedNotice({ query }: { query: Query }) {
  const change = useChangeQuery(query)
  return (
    <p className={classes.notice}>
      This query is archived: it still runs, but the list does not show it.{' '}
      <CommandButton
        command={{ label: 'Bring this query back', group: 'Query', words: 'archive' }}
        size="compact-xs"
        variant="default"
        loading={change.isPending}
        onClick={() => change.mutate({ archived: false })}
      >
        Bring it back
      </CommandButton>
    </p>
  )
}
