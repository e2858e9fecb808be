import { Button, NumberInput, Textarea, TextInput } from '@mantine/core'
import { type UseMutationResult, useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { clientKeys } from '@/api/instances'
import { hasten, type OffBoarding, offBoard, takeBack } from '@/api/off-boarding'
import { plural } from '@/lib/number'
import { ProblemPanel } from '@/ui/problem-panel'
import classes from './off-boarding.module.css'

function useAct<T>(
  act: (wish: T) => Promise<OffBoarding>,
): UseMutationResult<OffBoarding, Error, T> {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: act,
    onSuccess: () => cache.invalidateQueries({ queryKey: clientKeys.all }),
  })
}

/** Begins: the reason, how long it can be taken back, and the client's name once more. */
export function OffBoardForm({ of }: { of: OffBoarding }) {
  const [reason, setReason] = useState('')
  const [days, setDays] = useState(7)
  const [confirm, setConfirm] = useState('')
  const begin = useAct(() => offBoard(of.clientId, { confirm, reason, graceDays: days }))

  function onSubmit(event: FormEvent) {
    event.preventDefault()
    begin.mutate(undefined)
  }

  return (
    <form className={classes.form} onSubmit={onSubmit}>
      <Textarea
        label="Reason"
        description="It stands in the audit log and at the schedules."
        required
        withAsterisk={false}
        maxLength={500}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <NumberInput
        label="Days in which it can be taken back"
        description={
          days === 0
            ? 'Its data are destroyed at once. Nobody can bring them back.'
            : `Its data are destroyed in ${plural(days, 'day')}. Nobody can bring them back then.`
        }
        min={0}
        max={90}
        allowDecimal={false}
        value={days}
        onChange={(value) => setDays(Number(value) || 0)}
      />
      <ConfirmField name={of.clientName} value={confirm} onChange={setConfirm} />
      {begin.isError && <ProblemPanel title="The client was not off-boarded" error={begin.error} />}
      <Button
        type="submit"
        color="red"
        loading={begin.isPending}
        disabled={confirm.trim() !== of.clientName}
      >
        Off-board {of.clientName}
      </Button>
    </form>
  )
}

type ConfirmProps = { name: string; value: string; onChange: (value: string) => void }

function ConfirmField({ name, value, onChange }: ConfirmProps) {
  return (
    <TextInput
      label={`Type ${name} to confirm`}
      required
      withAsterisk={false}
      autoComplete="off"
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}

/** Takes the client back, or destroys its data now. */
export function LeavingForm({ of }: { of: OffBoarding }) {
  const [confirm, setConfirm] = useState('')
  const back = useAct(() => takeBack(of.clientId))
  const now = useAct(() => hasten(of.clientId, confirm))

  function onSubmit(event: FormEvent) {
    event.preventDefault()
    now.mutate(undefined)
  }

  return (
    <form className={classes.form} onSubmit={onSubmit}>
      <p>
        Taken back, its stopped schedules go on. Connections that were forgotten need a new consent;
        look for instances again on those that stayed.
      </p>
      {back.isError && <ProblemPanel title="The client was not taken back" error={back.error} />}
      <Button variant="default" loading={back.isPending} onClick={() => back.mutate(undefined)}>
        Take the client back
      </Button>
      <ConfirmField name={of.clientName} value={confirm} onChange={setConfirm} />
      {now.isError && <ProblemPanel title="Nothing was destroyed" error={now.error} />}
      <Button
        type="submit"
        color="red"
        loading={now.isPending}
        disabled={confirm.trim() !== of.clientName}
      >
        Destroy its data now, for good
      </Button>
    </form>
  )
}
