import { Modal } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Client } from '@/api/instances'
import { type OffBoarding, offBoardingQuery } from '@/api/off-boarding'
import { useMe } from '@/lib/use-me'
import { BareCommandButton, CommandButton } from '@/ui/command-button'
import { ProblemPanel } from '@/ui/problem-panel'
import { SkeletonRows } from '@/ui/skeleton-rows'
import { TimeText } from '@/ui/time-text'
import { isUndoable, stateWords } from './model'
import { LeavingForm, OffBoardForm } from './off-board-form'
import { StepList } from './step-list'

type Props = {
  client: Pick<Client, 'id' | 'name' | 'offBoardedAt'>
  /** Beside the name of a page it is a button among others; in a row it is quiet. */
  look?: 'button' | 'quiet'
}

/** Says that a client leaves, and opens for owners what there is to do about it. */
export function OffBoardingButton({ client, look = 'quiet' }: Props) {
  const [open, setOpen] = useState(false)
  const organise = useMe()?.rights.organise
  const words = client.offBoardedAt ? 'Off-boarded' : 'Off-board'
  if (!organise) return client.offBoardedAt ? <span className="quiet">{words}</span> : null
  const button = {
    command: {
      label: client.offBoardedAt ? 'See the off-boarding of' : 'Off-board',
      subject: client.name,
      group: 'Clients',
      words: 'leave delete remove destroy key',
    },
    onClick: () => setOpen(true),
    children: client.offBoardedAt ? words : `${words}…`,
  }
  return (
    <>
      {look === 'button' ? (
        <CommandButton variant="default" {...button} />
      ) : (
        <BareCommandButton className="quiet" {...button} />
      )}
      <Modal
        opened={open}
        onClose={() => setOpen(false)}
        title={client.offBoardedAt ? `${client.name} leaves` : `Off-board ${client.name}`}
        size="lg"
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        {open && <OffBoardingView clientId={client.id} />}
      </Modal>
    </>
  )
}

function OffBoardingView({ clientId }: { clientId: string }) {
  const found = useQuery(offBoardingQuery(clientId))
  if (found.isError) {
    return (
      <ProblemPanel title="It could not be read what off-boarding would do" error={found.error} />
    )
  }
  if (!found.data) return <SkeletonRows rows={6} />
  return <OffBoardingDetail of={found.data} />
}

export function OffBoardingDetail({ of }: { of: OffBoarding }) {
  return (
    <>
      {of.state === 'staying' ? (
        <p>
          The client leaves the agency: what runs for it stops, and what is kept of it is destroyed.
        </p>
      ) : (
        <Leaving of={of} />
      )}
      <StepList offBoarding={of} />
      {of.state === 'staying' && <OffBoardForm of={of} />}
      {isUndoable(of.state) && <LeavingForm of={of} />}
    </>
  )
}

function Leaving({ of }: { of: OffBoarding }) {
  return (
    <>
      <p role="status">{stateWords[of.state]}</p>
      <p>
        {of.begunBy?.name} began
        {of.begunAt && (
          <>
            {' '}
            <TimeText at={of.begunAt} />
          </>
        )}
        : “{of.reason}”.
        {isUndoable(of.state) && of.destroyAt && (
          <>
            {' '}
            Its data are destroyed <TimeText at={of.destroyAt} />.
          </>
        )}
      </p>
    </>
  )
}
