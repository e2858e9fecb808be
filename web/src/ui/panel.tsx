import type { ReactNode } from 'react'
import classes from './panel.module.css'

type Props = { title?: ReactNode; actions?: ReactNode; children: ReactNode; flush?: boolean }

/** A bordered surface with an optional heading; `flush` lets its content touch the edges. */
export function Panel({ title, actions, children, flush }: Props) {
  return (
    <section className={classes.panel}>
      {(title || actions) && (
        <header className={classes.header}>
          {title && <h2 className={classes.title}>{title}</h2>}
          {actions}
        </header>
      )}
      <div className={flush ? undefined : classes.body}>{children}</div>
    </section>
  )
}
