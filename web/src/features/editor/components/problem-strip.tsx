import { IconAlertCircle, IconAlertTriangle, IconCheck, IconInfoCircle } from '@tabler/icons-react'
import { useState } from 'react'
import { plural } from '@/lib/number'
import type { Diagnostic } from '../model/language-service'
import { countBySeverity } from '../model/markers'
import classes from './problem-strip.module.css'

type Props = {
  diagnostics: Diagnostic[]
  checking: boolean
  failed: boolean
  onReveal: (line: number, column: number) => void
  onFormat: () => void
}

const icons = {
  error: IconAlertCircle,
  warning: IconAlertTriangle,
  info: IconInfoCircle,
  hint: IconInfoCircle,
}

/** Problems by severity; a click jumps to the place. */
export function ProblemStrip({ diagnostics, checking, failed, onReveal, onFormat }: Props) {
  const [open, setOpen] = useState(false)
  const counts = countBySeverity(diagnostics)
  return (
    <div className={classes.strip}>
      {open && diagnostics.length > 0 && (
        <ul className={classes.list} aria-label="Problems">
          {diagnostics.map((diagnostic) => {
            const Icon = icons[diagnostic.severity]
            return (
              <li
                key={`${diagnostic.line}:${diagnostic.column}:${diagnostic.code}:${diagnostic.message}`}
              >
                <button
                  type="button"
                  className={classes.problem}
                  onClick={() => onReveal(diagnostic.line, diagnostic.column)}
                >
                  <Icon
                    size={15}
                    data-severity={diagnostic.severity}
                    aria-label={diagnostic.severity}
                  />
                  <span className={classes.message}>
                    {diagnostic.message}
                    {diagnostic.hint && <span className="quiet"> {diagnostic.hint}</span>}
                  </span>
                  <span className={`${classes.place} num`}>
                    {diagnostic.line}:{diagnostic.column}
                  </span>
                </button>
              </li>
            )
          })}
        </ul>
      )}
      <div className={classes.foot}>
        <button
          type="button"
          className={classes.summary}
          aria-expanded={open}
          disabled={diagnostics.length === 0}
          onClick={() => setOpen(!open)}
        >
          {failed ? (
            <span className="quiet">The check could not be done just now</span>
          ) : diagnostics.length === 0 ? (
            <>
              <IconCheck size={14} aria-hidden /> {checking ? 'Checking…' : 'No problems'}
            </>
          ) : (
            <>
              {counts.error > 0 && (
                <span data-severity="error">
                  <IconAlertCircle size={14} aria-hidden /> {plural(counts.error, 'error')}
                </span>
              )}
              {counts.warning > 0 && (
                <span data-severity="warning">
                  <IconAlertTriangle size={14} aria-hidden /> {plural(counts.warning, 'warning')}
                </span>
              )}
              {counts.info + counts.hint > 0 && (
                <span>
                  <IconInfoCircle size={14} aria-hidden />{' '}
                  {plural(counts.info + counts.hint, 'hint')}
                </span>
              )}
            </>
          )}
        </button>
        <button type="button" className={classes.format} onClick={onFormat} title="Ctrl+Shift+F">
          Format
        </button>
      </div>
    </div>
  )
}
