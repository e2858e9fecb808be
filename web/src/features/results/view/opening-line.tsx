import { useQuery } from '@tanstack/react-query'
import { arrivedQuery } from '@/api/executions'
import classes from './opening-line.module.css'

type Props = {
  executionId: string
  /** Of the whole result. */
  bytes: number
}

/**
 * Says over the rows how far a large result is open of which the first rows are
 * shown already. It takes no room, so that the rows stay where they are.
 */
export function OpeningLine({ executionId, bytes }: Props) {
  const { data, error } = useQuery(arrivedQuery(executionId))
  const isOpening = typeof data === 'number' && error === null
  const percent = isOpening ? Math.min(100, Math.floor((100 * data) / bytes)) : 100
  return (
    <div className={classes.place}>
      <div className={isOpening ? classes.line : undefined}>
        {isOpening && (
          <div
            className={classes.done}
            role="progressbar"
            aria-label="Opening the rest of this result"
            aria-valuenow={percent}
            style={{ width: `${percent}%` }}
          />
        )}
        {/* Said once, and not with each percent. */}
        <span role="status">
          {isOpening && 'The rest of this result is being opened'}
          {data === null && <span className="visually-hidden">All of this result is open.</span>}
        </span>
        {isOpening && (
          <>
            <span aria-hidden className="num">
              : {percent} %
            </span>
            . What you see is complete; sorting and filters wait for the rest.
          </>
        )}
      </div>
    </div>
  )
}
