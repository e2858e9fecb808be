import type { ReactNode } from 'react'
import classes from './facts.module.css'

type Fact = { term: string; value: ReactNode }

/** Terms and their values, in two columns. */
export function Facts({ facts }: { facts: (Fact | false)[] }) {
  return (
    <dl className={classes.facts}>
      {facts
        .filter((fact) => fact !== false)
        .map(({ term, value }) => (
          <div key={term} className={classes.fact}>
            <dt>{term}</dt>
            <dd className="num">{value}</dd>
          </div>
        ))}
    </dl>
  )
}
