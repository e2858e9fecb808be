import { IconAlertTriangle } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { ApiError } from '@/api/api-error'
import classes from './problem-panel.module.css'

type Props = {
  title: string
  error: unknown
  /** What to do, where the error does not say it itself. */
  next?: string
  /** Names the parts that were refused too, where no form does so beside its fields. */
  parts?: boolean
  action?: ReactNode
}

/** An error in words: what happened, what it means, what to do. */
export function ProblemPanel({ title, error, next, parts, action }: Props) {
  const message = error instanceof Error ? error.message : String(error)
  const advice = error instanceof ApiError ? (error.next ?? next) : next
  const refused =
    parts && error instanceof ApiError ? Object.entries(error.fields).map(partWords) : []
  // Only what the operator must look into needs finding in the log.
  const requestId = error instanceof ApiError && error.status >= 500 ? error.requestId : undefined
  return (
    <div role="alert" className={classes.problem}>
      <IconAlertTriangle size={18} className={classes.icon} aria-hidden />
      <div className={classes.words}>
        <strong>{title}</strong>
        <p>{message}</p>
        {refused.map((words) => (
          <p key={words}>{words}</p>
        ))}
        {advice && <p>{advice}</p>}
        {requestId && <p className={classes.request}>Request {requestId}</p>}
        {action && <div className={classes.action}>{action}</div>}
      </div>
    </div>
  )
}

/** A part by where it stands, counted from 1, and what is wrong with it: "computed 2 expression: …". */
function partWords([pointer, wrong]: [string, string]): string {
  // What lies in the address begins with its name there, such as query.view.
  const path = pointer.split('/').filter((step) => step !== '' && !step.startsWith('query.'))
  const place = path.map((step) => (/^\d+$/.test(step) ? String(Number(step) + 1) : step))
  return place.length > 0 ? `${place.join(' ')}: ${wrong}` : wrong
}
