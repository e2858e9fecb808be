import type { ReactNode } from 'react'
import classes from './gate.module.css'

/** The page before the work area: one card, one task. */
export function Gate({
  title,
  note,
  children,
}: {
  title: string
  note?: ReactNode
  children: ReactNode
}) {
  return (
    <main className={classes.gate}>
      <div className={classes.card}>
        <p className={classes.brand}>
          <img src="/favicon.svg" alt="" width={26} height={26} /> RecomAMP
        </p>
        <h1>{title}</h1>
        {note && <div className={classes.note}>{note}</div>}
        {children}
      </div>
    </main>
  )
}
