import type { Explanation } from '@/api/executions'
import classes from './explain.module.css'

/** Why a result may have no rows: what is known first, then what is possible. */
export function CauseList({ causes }: { causes: Explanation['empty'] }) {
  return (
    <ol className={classes.causes} aria-label="Why there may be no rows">
      {causes.map(({ code, text, next, known }) => (
        <li key={code} data-known={known || undefined}>
          <span className={classes.certain}>{known ? 'Known' : 'Possible'}</span>
          <p>{text}</p>
          <p className="quiet">{next}</p>
        </li>
      ))}
    </ol>
  )
}
