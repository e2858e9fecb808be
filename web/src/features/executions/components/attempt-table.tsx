import type { Attempt } from '@/api/executions'
import { duration } from '@/lib/time'
import { CopyableId } from '@/ui/copyable-id'
import table from '@/ui/data-table.module.css'
import { TimeText } from '@/ui/time-text'

/** Every submission to AMC; retries make more of them. */
export function AttemptTable({ attempts }: { attempts: Attempt[] }) {
  if (attempts.length === 0) {
    return <p className="quiet">Nothing has been sent to AMC yet.</p>
  }
  return (
    <div className={table.scroll}>
      <table className={table.table}>
        <thead>
          <tr>
            <th>Attempt</th>
            <th>AMC's status</th>
            <th>AMC's execution</th>
            <th>Submitted</th>
            <th className={table.right}>Time</th>
            <th>What happened</th>
          </tr>
        </thead>
        <tbody>
          {attempts.map((attempt) => (
            <tr key={attempt.number}>
              <td className="num">{attempt.number}</td>
              <td data-label="Status">
                {attempt.status || <span className="quiet">none yet</span>}
              </td>
              <td data-label="AMC's execution">
                {attempt.amazonExecutionId ? (
                  <CopyableId value={attempt.amazonExecutionId} label="AMC's execution id" />
                ) : (
                  <span className="quiet">–</span>
                )}
              </td>
              <td data-label="Submitted">
                {attempt.submittedAt ? (
                  <TimeText at={attempt.submittedAt} />
                ) : (
                  <span className="quiet">–</span>
                )}
              </td>
              <td data-label="Time" className={table.right}>
                {attempt.submittedAt && attempt.finishedAt
                  ? duration(Date.parse(attempt.finishedAt) - Date.parse(attempt.submittedAt))
                  : ''}
              </td>
              <td data-label="What happened">{attempt.error?.message ?? ''}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
