import { Button } from '@mantine/core'
import { IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react'
import { Link, useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { type Execution, executionName, isFinal } from '@/api/executions'
import { useCommands } from '@/lib/commands'
import { useMay } from '@/lib/may'
import { mayRerun } from '@/lib/may-rerun'
import { ClientChip } from '@/ui/client-chip'
import { CommandButton } from '@/ui/command-button'
import { Page } from '@/ui/page'
import { Panel } from '@/ui/panel'
import { StateBadge, stateWord } from '@/ui/state-badge'
import { TellButton } from '@/ui/tell-button'
import { mayCancel } from '../model/rights'
import { useExecutionActions } from '../use-execution-actions'
import { AttemptTable } from './attempt-table'
import { ExecutionFacts, ParameterFacts } from './execution-facts'
import classes from './execution-page.module.css'
import { KeepingNote } from './keeping-note'
import { LeavingNote } from './leaving-note'
import { StandingNote } from './standing-note'
import { Timeline } from './timeline'
import { TroublePanel } from './trouble-panel'

type Props = {
  execution: Execution
  result: ReactNode
  sql: ReactNode
  onRerun: (execution: Execution) => void
}

/** One execution and all that happened to it. */
export function ExecutionPage({ execution, result, sql, onRerun }: Props) {
  const { cancelling, rerunning } = useExecutionActions(execution.id, onRerun)
  const name = executionName(execution)
  const open = !isFinal(execution.state)
  const { client } = execution.instance

  const may = useMay()
  const [cancels, reruns] = [mayCancel(may, execution), mayRerun(may, execution)]
  const writes = may.anywhere('author')

  const navigate = useNavigate()
  useCommands([
    ...(reruns
      ? [
          {
            id: 'repeat',
            label: 'Run it with changes',
            group: 'Execution',
            keys: 'e',
            run: () =>
              void navigate({ to: '/queries/new', search: { from: execution.id, repeat: true } }),
          },
        ]
      : []),
    ...(writes
      ? [
          {
            id: 'clone',
            label: 'Make a new query of it',
            group: 'Execution',
            keys: 'c',
            run: () => void navigate({ to: '/queries/new', search: { from: execution.id } }),
          },
        ]
      : []),
  ])

  return (
    <Page
      title={name}
      tabTitle={`${name}: ${stateWord(execution.state).toLowerCase()}`}
      note={
        <span className={classes.note}>
          <StateBadge state={execution.state} />
          <ClientChip name={client.name} color={client.color} detail={execution.instance.name} />
          {execution.queryId && (
            <Link to="/queries/$queryId" params={{ queryId: execution.queryId }}>
              version {execution.queryVersion}
            </Link>
          )}
        </span>
      }
      actions={
        <>
          {reruns && (
            <Button
              variant="default"
              renderRoot={(props) => (
                <Link {...props} to="/queries/new" search={{ from: execution.id, repeat: true }} />
              )}
            >
              Run with changes
            </Button>
          )}
          {open && <TellButton of={{ execution: execution.id }} group="Execution" />}
          {open && cancels && (
            <CommandButton
              command={{ label: 'Cancel this execution', group: 'Execution', keys: 'x' }}
              variant="default"
              leftSection={<IconPlayerStop size={14} />}
              loading={cancelling.isPending}
              disabled={execution.cancelRequested}
              onClick={() => cancelling.mutate()}
            >
              {execution.cancelRequested ? 'Stopping…' : 'Cancel'}
            </CommandButton>
          )}
          {!open && reruns && (
            <CommandButton
              command={{
                label: 'Run again',
                group: 'Execution',
                keys: 'r',
                words: 'rerun repeat same',
              }}
              leftSection={<IconPlayerPlay size={14} />}
              loading={rerunning.isPending}
              onClick={() => rerunning.mutate()}
            >
              Run again
            </CommandButton>
          )}
        </>
      }
    >
      <Panel>
        <Timeline execution={execution} />
        <StandingNote execution={execution} />
        <KeepingNote execution={execution} />
        <LeavingNote execution={execution} />
      </Panel>
      {execution.error && (
        <TroublePanel
          execution={execution}
          error={execution.error}
          onRerun={() => rerunning.mutate()}
        />
      )}
      {execution.state === 'succeeded' && !execution.keeping.droppedAt && (
        <Panel flush>
          <div className={classes.result}>{result}</div>
        </Panel>
      )}
      <div className={classes.columns}>
        <Panel title="What was asked">
          <ExecutionFacts execution={execution} />
        </Panel>
        <Panel title="Parameters">
          <ParameterFacts execution={execution} />
        </Panel>
      </div>
      <Panel
        title="SQL"
        flush
        actions={
          writes && (
            <Link to="/queries/new" search={{ from: execution.id }}>
              Make a new query of it
            </Link>
          )
        }
      >
        {sql}
      </Panel>
      <Panel title="Attempts" flush={execution.attempts.length > 0}>
        <AttemptTable attempts={execution.attempts} />
      </Panel>
    </Page>
  )
}
