import { Button, MultiSelect, NumberInput, Progress, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useRef, useState } from 'react'
import { ApiError } from '@/api/api-error'
import {
  type Backfill,
  backfillQuery,
  backfillsQuery,
  beginBackfill,
  ESTIMATE_LIMIT,
  estimateQuery,
  type Schedule,
  setBackfillGoing,
} from '@/api/schedules'
import { idempotencyKey } from '@/lib/idempotency-key'
import { count, plural } from '@/lib/number'
import { dayRange } from '@/lib/time'
import { CommandButton } from '@/ui/command-button'
import { ConfirmButton } from '@/ui/confirm-button'
import { EmptyState } from '@/ui/empty-state'
import { Panel } from '@/ui/panel'
import { ProblemPanel } from '@/ui/problem-panel'
import { SkeletonRows } from '@/ui/skeleton-rows'
import { TimeText } from '@/ui/time-text'
import { backfillRule, settlingWords } from '../model/backfill-words'
import { localOf, shiftDate } from '../model/week'
import { refreshSchedules } from '../refresh'
import { BackfillGrid } from './backfill-grid'
import classes from './backfill-panel.module.css'

/** Runs the schedule over a span of the past, and shows how those before it went. */
export function BackfillPanel({ schedule, manages }: { schedule: Schedule; manages: boolean }) {
  const backfills = useQuery(backfillsQuery(schedule.id))
  return (
    <>
      {manages && <StartForm schedule={schedule} />}
      {!manages && backfills.data?.length === 0 && (
        <Panel>
          <EmptyState title="It was not run over the past yet">
            A backfill runs it for each instant of a span of the past. Starting one takes the role
            manager on all its instances.
          </EmptyState>
        </Panel>
      )}
      {backfills.isPending && <SkeletonRows rows={3} />}
      {backfills.isError && (
        <ProblemPanel title="The backfills could not be read" error={backfills.error} />
      )}
      {backfills.data?.map((backfill, at) => (
        <OneBackfill
          key={backfill.id}
          backfill={backfill}
          zone={schedule.rule.zone}
          open={at === 0}
          manages={manages}
        />
      ))}
    </>
  )
}

function StartForm({ schedule }: { schedule: Schedule }) {
  const client = useQueryClient()
  const { zone } = schedule.rule
  const today = localOf(Date.now(), zone).slice(0, 10)
  const [from, setFrom] = useState(shiftDate(today, -7 * 52))
  const [last, setLast] = useState(shiftDate(today, -1))
  const [instanceIds, setInstanceIds] = useState<string[]>([])
  const [parallel, setParallel] = useState(5)
  const wish = useRef(idempotencyKey())
  const to = last ? shiftDate(last, 1) : ''
  const starting = useMutation({
    mutationFn: () =>
      beginBackfill(
        schedule.id,
        { from, to, parallel, instanceIds: instanceIds.length > 0 ? instanceIds : undefined },
        wish.current,
      ),
    onSuccess: () => {
      wish.current = idempotencyKey()
      void refreshSchedules(client)
    },
  })
  const fields = starting.error instanceof ApiError ? starting.error.fields : {}

  function onSubmit(event: FormEvent) {
    event.preventDefault()
    starting.mutate()
  }
  const changed =
    <T,>(set: (value: T) => void) =>
    (value: T) => {
      set(value)
      wish.current = idempotencyKey()
      starting.reset()
    }
  return (
    <Panel title="Run it over the past">
      <form className={classes.form} onSubmit={onSubmit}>
        <TextInput
          type="date"
          label="First day"
          max={today}
          value={from}
          error={fields['/from']}
          onChange={(event) => changed(setFrom)(event.currentTarget.value)}
        />
        <TextInput
          type="date"
          label={`Last day, in ${zone}`}
          max={today}
          value={last}
          error={fields['/to']}
          onChange={(event) => changed(setLast)(event.currentTarget.value)}
        />
        {schedule.targets.length > 1 && (
          <MultiSelect
            label="Instances"
            size="xs"
            className={classes.instances}
            placeholder={instanceIds.length === 0 ? 'all of the schedule' : undefined}
            data={schedule.targets.map(({ instanceId, instance }) => ({
              value: instanceId,
              label: instance?.name ?? instanceId,
            }))}
            value={instanceIds}
            error={fields['/instanceIds']}
            onChange={changed(setInstanceIds)}
          />
        )}
        <NumberInput
          label="At once"
          min={1}
          max={50}
          allowDecimal={false}
          className={classes.parallel}
          value={parallel}
          error={fields['/parallel']}
          onChange={(value) => changed(setParallel)(Number(value) || 1)}
        />
        <Button type="submit" loading={starting.isPending} disabled={!from || !to || from >= to}>
          Start the backfill
        </Button>
      </form>
      <p className={classes.estimate} aria-live="polite">
        <Estimate
          schedule={schedule}
          from={from}
          to={to}
          instances={instanceIds.length || schedule.targets.length}
        />
      </p>
      {starting.isError && Object.keys(fields).length === 0 && (
        <ProblemPanel title="The backfill was not started" error={starting.error} />
      )}
    </Panel>
  )
}

type EstimateProps = { schedule: Schedule; from: string; to: string; instances: number }

/** How much that would be, before it is begun. */
function Estimate({ schedule, from, to, instances }: EstimateProps) {
  // A day more on either side does not matter to an estimate, zones apart.
  const [start, end] = [`${from}T00:00:00Z`, `${to}T00:00:00Z`]
  const valid = from !== '' && to !== '' && from < to
  const estimate = useQuery({
    ...estimateQuery(backfillRule(schedule.rule), start, end),
    enabled: valid,
  })
  if (!valid) return <>Choose a first day that is before the last.</>
  if (estimate.isError) return <>How much that would be cannot be told now.</>
  if (!estimate.data) return <>Counting…</>
  const { due, more } = estimate.data
  if (more) {
    return (
      <>
        More than {count(ESTIMATE_LIMIT * instances)} executions. At most 5,000 are made by one
        backfill.
      </>
    )
  }
  return (
    <>
      About {plural(due, 'instant')} on {plural(instances, 'instance')}:{' '}
      {plural(due * instances, 'execution')}. Each takes a slot and costs what a run costs; they
      give way to everything else.
    </>
  )
}

type OneProps = { backfill: Backfill; zone: string; open: boolean; manages: boolean }

function OneBackfill({ backfill, zone, open: openAtFirst, manages }: OneProps) {
  const client = useQueryClient()
  const [open, setOpen] = useState(openAtFirst)
  const { id, state, total, unbegun, open: running, succeeded, failed, cancelled } = backfill
  const { settling, settlesAt } = backfill
  const going = useMutation({
    mutationFn: (on: boolean) => setBackfillGoing(id, on),
    onSuccess: () => refreshSchedules(client),
  })
  const span = dayRange(backfill.from, backfill.until, zone)
  return (
    <Panel
      title={span}
      actions={
        <span className={classes.actions}>
          <CommandButton
            command={{
              label: open ? 'Hide cells' : 'Show cells',
              subject: `of ${span}`,
              group: 'Schedule',
            }}
            variant="subtle"
            color="gray"
            aria-expanded={open}
            onClick={() => setOpen(!open)}
          >
            {open ? 'Hide cells' : 'Show cells'}
          </CommandButton>
          {manages && state === 'running' && (
            <ConfirmButton
              command={{ label: 'Cancel', subject: `the backfill of ${span}`, group: 'Schedule' }}
              question="Begins no more of it and stops what runs. It can go on later with what is left."
              confirmLabel="Cancel this backfill"
              loading={going.isPending}
              onConfirm={() => going.mutate(false)}
            >
              Cancel
            </ConfirmButton>
          )}
          {manages && state === 'cancelled' && (
            <CommandButton
              command={{ label: 'Go on', subject: `with ${span}`, group: 'Schedule' }}
              variant="default"
              loading={going.isPending}
              onClick={() => going.mutate(true)}
            >
              Go on
            </CommandButton>
          )}
        </span>
      }
    >
      <Progress.Root size={8} aria-label={`Progress of ${span}`}>
        <Progress.Section
          value={(100 * succeeded) / total}
          color="var(--good)"
          aria-label="succeeded"
        />
        <Progress.Section value={(100 * failed) / total} color="var(--bad)" aria-label="failed" />
        <Progress.Section
          value={(100 * running) / total}
          color="var(--busy)"
          aria-label="on its way"
        />
      </Progress.Root>
      <p className={`${classes.words} num`}>
        <strong>{stateWords[state]}</strong> {count(succeeded)} of {count(total)} succeeded
        {failed > 0 && `, ${count(failed)} failed`}
        {running > 0 && `, ${count(running)} on their way`}
        {unbegun > 0 && `, ${count(unbegun)} not begun`}
        {settling > 0 && settlesAt && settlingWords(settling, settlesAt, zone)}
        {cancelled > 0 && `, ${count(cancelled)} cancelled`}.{' '}
        <span className="quiet">
          By {backfill.createdBy.name} <TimeText at={backfill.createdAt} />
        </span>
      </p>
      {going.isError && <ProblemPanel title="Nothing was changed" error={going.error} />}
      {open && <Cells id={id} zone={zone} />}
    </Panel>
  )
}

const stateWords: Record<Backfill['state'], string> = {
  running: 'Running.',
  cancelled: 'Cancelled.',
  finished: 'Finished.',
}

function Cells({ id, zone }: { id: string; zone: string }) {
  const navigate = useNavigate()
  const backfill = useQuery(backfillQuery(id))
  if (backfill.isError) {
    return <ProblemPanel title="Its cells could not be read" error={backfill.error} />
  }
  if (backfill.isPending) return <SkeletonRows rows={3} height={22} />
  return (
    <BackfillGrid
      zone={zone}
      cells={backfill.data.cells ?? []}
      onOpen={(executionId) =>
        void navigate({ to: '/executions/$executionId', params: { executionId } })
      }
    />
  )
}
