import { Button, Collapse } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { Execution, ExecutionError } from '@/api/executions'
import { useMay } from '@/lib/may'
import { mayRerun } from '@/lib/may-rerun'
import { CommandButton } from '@/ui/command-button'
import { amazonWords } from '../model/retry'
import { mayRunAgain, troubleTitle } from '../model/trouble'
import { RetryCountdown } from './retry-countdown'
import classes from './trouble-panel.module.css'

type Props = {
  execution: Execution
  error: ExecutionError
  onRerun: () => void
  /** The query is open beside this already. */
  besideQuery?: boolean
}

/** Why it failed or waits, in words; the next step as a button; the raw answer one click away. */
export function TroublePanel({ execution, error, onRerun, besideQuery }: Props) {
  const [rawShown, setRawShown] = useState(false)
  const waiting = execution.state === 'waiting'
  const said = amazonWords(error)
  return (
    <section
      className={classes.trouble}
      data-waiting={waiting || undefined}
      aria-label="What went wrong"
    >
      <IconAlertTriangle size={20} className={classes.icon} aria-hidden />
      <div className={classes.words}>
        <h2>{troubleTitle(error)}</h2>
        <p>{error.message}</p>
        {error.next && <p>{error.next}</p>}
        {execution.retry && (
          <p>
            <RetryCountdown retry={execution.retry} />
            {said && <>, Amazon said: {said}</>}
          </p>
        )}
        <div className={classes.actions}>
          <NextStep
            execution={execution}
            error={error}
            onRerun={onRerun}
            besideQuery={besideQuery}
          />
          {error.raw && (
            <CommandButton
              command={{
                label: `${rawShown ? 'Hide' : 'Show'} Amazon's answer`,
                group: 'Execution',
                words: 'raw error',
              }}
              variant="subtle"
              color="gray"
              aria-expanded={rawShown}
              onClick={() => setRawShown(!rawShown)}
            >
              {rawShown ? 'Hide' : 'Show'} Amazon's answer
            </CommandButton>
          )}
        </div>
        {error.raw && (
          <Collapse expanded={rawShown}>
            <pre className={classes.raw}>{error.raw}</pre>
          </Collapse>
        )}
      </div>
    </section>
  )
}

function NextStep({ execution, error, onRerun, besideQuery }: Props) {
  const may = useMay()
  if (error.class === 'needs_reconnect') {
    return may.organise ? (
      <Button component={Link} to="/connections">
        Reconnect Amazon
      </Button>
    ) : (
      <span className="quiet">Connections are for owners: one of them has been told.</span>
    )
  }
  if (error.class !== 'permanent' && error.class !== 'privacy') {
    return mayRunAgain(execution.state, error) && mayRerun(may, execution) ? (
      <CommandButton command={{ label: 'Run again', group: 'Execution' }} onClick={onRerun}>
        Run again
      </CommandButton>
    ) : null
  }
  if (besideQuery) return null
  return execution.queryId ? (
    <Button
      renderRoot={(props) => (
        <Link {...props} to="/queries/$queryId" params={{ queryId: execution.queryId ?? '' }} />
      )}
    >
      Open the query
    </Button>
  ) : (
    may.on('author', execution.instance.id) && (
      <Button
        renderRoot={(props) => (
          <Link {...props} to="/queries/new" search={{ from: execution.id }} />
        )}
      >
        Mend it in the editor
      </Button>
    )
  )
}
