import type { AllDataSources } from '@/api/data-sources'
import { ClientChip } from '@/ui/client-chip'
import { TimeText } from '@/ui/time-text'
import classes from './missing-note.module.css'

/** Which instances the list is without, and how old it is when that matters. */
export function MissingNote({ sources }: { sources: AllDataSources }) {
  if (sources.missing.length === 0 && !sources.stale) return null
  return (
    <div role="note" className={classes.note}>
      {sources.stale && sources.fetchedAt && (
        <p>
          Amazon could not be asked for some instances. What it said{' '}
          <TimeText at={sources.fetchedAt} /> stands in.
        </p>
      )}
      {sources.missing.length > 0 && (
        <>
          <p>The list is without the tables of:</p>
          <ul>
            {sources.missing.map(({ instance, problem }) => (
              <li key={instance.id}>
                <ClientChip name={instance.name} color={instance.client.color} />{' '}
                <span>
                  {problem.message} {problem.next}
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  )
}
