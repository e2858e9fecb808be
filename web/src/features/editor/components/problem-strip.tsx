import {
  IconAlertCircle,
  IconAlertTriangle,
  IconBulb,
  IconCheck,
  IconInfoCircle,
} from '@tabler/icons-react'
import { useState } from 'react'
import { plural } from '@/lib/number'
import { BareCommandButton, CommandButton } from '@/ui/command-button'
import type { Diagnostic, Fix } from '../model/language-service'
import { countBySeverity } from '../model/markers'
import classes from './problem-strip.module.css'

type Props = {
  diagnostics: Diagnostic[]
  checking: boolean
  failed: boolean
  /** The text is longer than the server checks, saves or runs. */
  tooLong: boolean
  /** The problems are about the text as it stands, so that their fixes fit it. */
  current: boolean
  onReveal: (line: number, column: number) => void
  /** Both absent for who may not change the text. */
  onFix: ((fix: Fix) => void) | undefined
  onFormat: (() => void) | undefined
}

const icons = {
  error: IconAlertCircle,
  warning: IconAlertTriangle,
  info: IconInfoCircle,
  hint: IconInfoCircle,
}

/** Problems by severity; a click jumps to the place, another mends it. */
export function ProblemStrip(props: Props) {
  const { checking, failed, tooLong, onFormat } = props
  const diagnostics = tooLong ? [] : props.diagnostics
  const [open, setOpen] = useState(false)
  const counts = countBySeverity(diagnostics)
  return (
    <div className={classes.strip}>
      {open && diagnostics.length > 0 && (
        <ul className={classes.list} aria-label="Problems">
          {diagnostics.map((diagnostic) => (
            <Problem
              key={`${diagnostic.line}:${diagnostic.column}:${diagnostic.code}:${diagnostic.message}`}
              diagnostic={diagnostic}
              {...props}
            />
          ))}
        </ul>
      )}
      <div className={classes.foot}>
        <BareCommandButton
          command={{ label: open ? 'Hide the problems' : 'List the problems', group: 'Query' }}
          className={classes.summary}
          aria-expanded={open}
          disabled={diagnostics.length === 0}
          onClick={() => setOpen(!open)}
        >
          {tooLong ? (
            <span data-severity="warning">
              <IconAlertTriangle size={14} aria-hidden /> Longer than 256 KiB: too long to check,
              save or run. A {'{{placeholder}}'} takes a long list.
            </span>
          ) : failed ? (
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
        </BareCommandButton>
        {onFormat && (
          <BareCommandButton
            command={{
              label: 'Format the SQL',
              group: 'Query',
              keys: 'mod+shift+f',
              words: 'lay out pretty print',
            }}
            className={classes.format}
            onClick={onFormat}
            title="Ctrl+Shift+F"
          >
            Format
          </BareCommandButton>
        )}
      </div>
    </div>
  )
}

function Problem({
  diagnostic,
  current,
  onReveal,
  onFix,
}: Pick<Props, 'current' | 'onReveal' | 'onFix'> & { diagnostic: Diagnostic }) {
  const Icon = icons[diagnostic.severity]
  return (
    <li className={classes.problem}>
      <BareCommandButton
        command={{
          label: 'Go to',
          subject: `${diagnostic.line}:${diagnostic.column} ${diagnostic.message}`,
          group: 'Problems',
        }}
        className={classes.reveal}
        onClick={() => onReveal(diagnostic.line, diagnostic.column)}
      >
        <Icon size={15} data-severity={diagnostic.severity} aria-label={diagnostic.severity} />
        <span className={classes.message}>
          {diagnostic.message}
          {diagnostic.hint && <span className="quiet"> {diagnostic.hint}</span>}
        </span>
        <span className={`${classes.place} num`}>
          {diagnostic.line}:{diagnostic.column}
        </span>
      </BareCommandButton>
      {onFix &&
        diagnostic.fixes?.map((fix) => (
          <CommandButton
            key={fix.title}
            command={{
              label: `${fix.title} in ${diagnostic.line}:${diagnostic.column}`,
              group: 'Problems',
            }}
            size="compact-xs"
            variant="default"
            leftSection={<IconBulb size={13} />}
            disabled={!current}
            onClick={() => onFix(fix)}
          >
            {fix.title}
          </CommandButton>
        ))}
    </li>
  )
}
