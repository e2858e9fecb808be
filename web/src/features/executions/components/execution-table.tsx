import { Link } from '@tanstack/react-router'
import { type ExecutionSummary, executionName, isFinal } from '@/api/executions'
import { count } from '@/lib/number'
import { dayRange, duration } from '@/lib/time'
import { useNow } from '@/lib/use-now'
import { ClientChip } from '@/ui/client-chip'
import table from '@/ui/data-table.module.css'
import { StateBadge } from '@/ui/state-badge'
import { TimeText } from '@/ui/time-text'
import { elapsed } from '../model/live-list'
import { RetryCountdown } from './retry-countdown'

/** Executions as rows; on a phone, as cards. */
export function ExecutionTable({ executions }: { executions: ExecutionSummary[] }) {
  return (
    <div className={table.scroll}>
      <table className={table.table}>
        <thead>
          <tr>
            <th>Query</th>
            <th>State</th>
            <th>Client · instance</th>
            <th>Window</th>
            <th className={table.right}>Rows</th>
            <th className={table.right}>Time</th>
            <th>Started</th>
            <th className={table.extra}>By</th>
          </tr>
        </thead>
        <tbody>
          {executions.map((execution) => (
            <ExecutionRow key={execution.id} execution={execution} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function ExecutionRow({ execution }: { execution: ExecutionSummary }) {
  const { client } = execution.instance
  return (
    <tr>
      <td>
        <Link
          to="/executions/$executionId"
          params={{ executionId: execution.id }}
          className={table.strong}
        >
          {executionName(execution)}
        </Link>
        <span className="quiet num">
          {execution.queryVersion === undefined ? ' not saved' : ` v${execution.queryVersion}`}
        </span>
      </td>
      <td data-label="State" className={table.nowrap}>
        <StateBadge state={execution.state} />
        {execution.retry && (
          <div className="quiet">
            <RetryCountdown retry={execution.retry} />
          </div>
        )}
      </td>
      <td data-label="Client">
        <ClientChip name={client.name} color={client.color} detail={execution.instance.name} />
      </td>
      <td data-label="Window" className={`${table.nowrap} num`}>
        {dayRange(execution.window.start, execution.window.end, execution.window.zone)}
      </td>
      <td data-label="Rows" className={table.right}>
        {execution.rowCount === undefined ? (
          <span className="quiet">–</span>
        ) : (
          count(execution.rowCount)
        )}
      </td>
      <td data-label="Time" className={`${table.right} ${table.nowrap}`}>
        {isFinal(execution.state) ? (
          duration(elapsed(execution, 0))
        ) : (
          <RunningTime execution={execution} />
        )}
      </td>
      <td data-label="Started" className={table.nowrap}>
        <TimeText at={execution.createdAt} />
      </td>
      <td data-label="By" className={table.extra}>
        {execution.createdBy.name}
      </td>
    </tr>
  )
}

function RunningTime({ execution }: { execution: ExecutionSummary }) {
  return <>{duration(elapsed(execution, useNow('second')))}</>
}
