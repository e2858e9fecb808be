import { IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type Explanation, explanationQuery } from '@/api/executions'
import { CommandIcon } from '@/ui/command-button'
import { ProblemPanel } from '@/ui/problem-panel'
import { SkeletonRows } from '@/ui/skeleton-rows'
import view from '../view/view.module.css'
import { CauseList } from './cause-list'
import { DataFacts } from './data-facts'
import classes from './explain.module.css'
import { KeepSuppressed } from './keep-suppressed'
import { LossTable } from './loss-table'

type Props = { executionId: string; onClose: () => void }

/** What the result is made of and what is not in it. */
export function ExplainPanel({ executionId, onClose }: Props) {
  const told = useQuery(explanationQuery(executionId))
  return (
    <aside className={`${view.aside} ${classes.aside}`} aria-label="Explanation of the result">
      <header className={view.asideHead}>
        <strong>Explain</strong>
        <CommandIcon
          command={{ label: 'Close the explanation', group: 'Result' }}
          onClick={onClose}
        >
          <IconX size={15} />
        </CommandIcon>
      </header>
      {told.isPending && <SkeletonRows rows={8} height={22} />}
      {told.isError && (
        <ProblemPanel title="The explanation could not be read" error={told.error} />
      )}
      {told.data && <Told executionId={executionId} told={told.data} />}
    </aside>
  )
}

function Told({ executionId, told }: { executionId: string; told: Explanation }) {
  const { suppression, columns, conditions, made } = told
  return (
    <div className={classes.told}>
      {told.empty.length > 0 && <CauseList causes={told.empty} />}
      <ul className={classes.summary}>
        {told.summary.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      {suppression.metrics.length > 0 && <LossTable suppression={suppression} columns={columns} />}
      {suppression.handling === 'removed' && <KeepSuppressed executionId={executionId} />}
      <h2 className={view.asideTitle}>Data</h2>
      <DataFacts told={told} />
      <h2 className={view.asideTitle}>Columns</h2>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">Column</th>
            <th scope="col">Unit</th>
            <th scope="col">Users a row needs</th>
          </tr>
        </thead>
        <tbody>
          {columns.map(({ name, type, unit, users }) => (
            <tr key={name}>
              <th scope="row">
                {name} <span className="quiet">{type.toLowerCase()}</span>
              </th>
              <td className={classes.unit}>{unit ?? '–'}</td>
              <td className="num">{users > 1 ? users : '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <h2 className={view.asideTitle}>Made by</h2>
      {made.queryId ? (
        <p className={classes.made}>
          <Link to="/queries/$queryId" params={{ queryId: made.queryId }}>
            {made.queryName}
          </Link>
          , version {made.queryVersion}
        </p>
      ) : (
        <p className={classes.made}>SQL that was not saved</p>
      )}
      {conditions.length > 0 && (
        <>
          <p className="quiet">What rows had to fulfil:</p>
          <ul className={classes.conditions}>
            {conditions.map((text) => (
              <li key={text}>
                <code>{text}</code>
              </li>
            ))}
          </ul>
        </>
      )}
      <details className={classes.sql}>
        <summary>The SQL</summary>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
        <pre tabIndex={0}>{made.sql}</pre>
      </details>
    </div>
  )
}
