import { IconAlertTriangle } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { ApiError } from '@/api/api-error'
import classes from './problem-panel.module.css'

type Props = {
  title: string
  error: unknown
  /** What to do, where the error does not say it itself. */
  next?: string
  action?: ReactNode
}

/** An error in words: what happened, what it means, what to do. */
export function ProblemPanel({ title, error, next, action }: Props) {
  const message = error instanceof Error ? error.message : String(error)
  const advice = error instanceof ApiError ? (error.next ?? next) : next
  // Only what the operator must look into needs finding in the log.
  const requestId = error instanceof ApiError && error.status >= 500 ? error.requestId : undefined
  return (
    <div role="alert" className={classes.problem}>
      <IconAlertTriangle size={18} className={classes.icon} aria-hidden />
      <div className={classes.words}>
        <strong>{title}</strong>
        <p>{message}</p>
        {advice && <p>{advice}</p>}
        {requestId && <p className={classes.request}>Request {requestId}</p>}
        {action && <div className={classes.action}>{action}</div>}
      </div>
    </div>
  )
}
