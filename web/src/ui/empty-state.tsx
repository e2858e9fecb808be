import type { ReactNode } from 'react'
import classes from './empty-state.module.css'

type Props = {
  title: string
  children?: ReactNode
  action?: ReactNode
  icon?: ReactNode
  heading?: 'h1' | 'h2'
}

/** What a place is for while it is empty, and the first useful thing to do. */
export function EmptyState({ title, children, action, icon, heading: Heading = 'h2' }: Props) {
  return (
    <div className={classes.empty}>
      {icon && <div className={classes.icon}>{icon}</div>}
      <Heading>{title}</Heading>
      {children && <div className={classes.words}>{children}</div>}
      {action && <div className={classes.action}>{action}</div>}
    </div>
  )
}
