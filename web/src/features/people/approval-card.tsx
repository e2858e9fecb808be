import { Textarea } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import {
  type Approval,
  approveRequest,
  doApproved,
  refuseRequest,
  withdrawRequest,
} from '@/api/approvals'
import type { SecretLink } from '@/api/people'
import { useMe } from '@/lib/use-me'
import { useWishKey } from '@/lib/use-wish-key'
import { CommandButton } from '@/ui/command-button'
import { ConfirmButton } from '@/ui/confirm-button'
import { ProblemPanel } from '@/ui/problem-panel'
import { TimeText } from '@/ui/time-text'
import classes from './people.module.css'
import { useRefreshPeople } from './refresh'

type Props = { approval: Approval }
type CardProps = Props & {
  /** An invitation was made, whose link is shown this once. */
  onMade: (made: SecretLink) => void
}

/** One act that takes a second person: who asked, how it stands, and what one can do about it. */
export function ApprovalCard({ approval, onMade }: CardProps) {
  const me = useMe()
  const own = me?.person.id === approval.askedBy.id
  return (
    <article className={classes.card}>
      <p>
        <strong>{approval.words}</strong>
      </p>
      <p className="quiet">
        {own ? 'You asked' : `${approval.askedBy.name} asked`} <TimeText at={approval.askedAt} />.{' '}
        <Standing approval={approval} />
      </p>
      {approval.reason && <p>“{approval.reason}”</p>}
      {approval.state === 'waiting' && !own && me?.rights.organise && (
        <Decision approval={approval} />
      )}
      {own && (approval.state === 'waiting' || approval.state === 'approved') && (
        <Own approval={approval} onMade={onMade} />
      )}
    </article>
  )
}

function Standing({ approval: { state, decidedBy, decidedAt, expiresAt, useBy, usedAt } }: Props) {
  switch (state) {
    case 'waiting':
      return (
        <>
          Waits for another owner; ends <TimeText at={expiresAt} />.
        </>
      )
    case 'approved':
      return (
        <>
          {decidedBy?.name} approved it; to be done, which ends <TimeText at={useBy ?? expiresAt} />
          .
        </>
      )
    case 'used':
      return (
        <>
          {decidedBy?.name} approved it; done <TimeText at={usedAt ?? expiresAt} />.
        </>
      )
    case 'refused':
      return (
        <>
          {decidedBy?.name} refused it <TimeText at={decidedAt ?? expiresAt} />.
        </>
      )
    case 'withdrawn':
      return 'Taken back.'
    case 'lapsed':
      return 'Approved, and not done in time.'
    default:
      return 'Nobody decided in time.'
  }
}

function Decision({ approval: { id, words } }: Props) {
  const refresh = useRefreshPeople()
  const [why, setWhy] = useState<string>()
  const approving = useMutation({ mutationFn: () => approveRequest(id), onSettled: refresh })
  const refusing = useMutation({
    mutationFn: () => refuseRequest(id, why ?? ''),
    onSettled: refresh,
  })
  const failed = approving.error ?? refusing.error
  return (
    <>
      {why !== undefined && (
        <Textarea
          label="Why not"
          description="Told to whoever asked."
          rows={2}
          autoFocus
          maxLength={1000}
          value={why}
          onChange={(event) => setWhy(event.currentTarget.value)}
        />
      )}
      {failed && <ProblemPanel title="It was not decided" error={failed} />}
      <div className={classes.buttons}>
        {why === undefined && (
          <ConfirmButton
            command={{ label: `Approve: ${words}`, group: 'Approvals', words: 'second person' }}
            harmless
            align="start"
            loading={approving.isPending}
            question="Whoever asked can then do it, once, within a day."
            confirmLabel="Approve it"
            onConfirm={() => approving.mutate()}
          >
            Approve
          </ConfirmButton>
        )}
        <CommandButton
          command={{ label: `Refuse: ${words}`, group: 'Approvals' }}
          variant="default"
          disabled={why?.trim() === ''}
          loading={refusing.isPending}
          onClick={() => (why === undefined ? setWhy('') : refusing.mutate())}
        >
          {why === undefined ? 'Refuse' : 'Refuse it'}
        </CommandButton>
        {why !== undefined && (
          <CommandButton
            command={{ label: `Decide later: ${words}`, group: 'Approvals' }}
            variant="subtle"
            onClick={() => setWhy(undefined)}
          >
            Not now
          </CommandButton>
        )}
      </div>
    </>
  )
}

function Own({ approval, onMade }: CardProps) {
  const refresh = useRefreshPeople()
  const wish = useWishKey()
  const doing = useMutation({
    mutationFn: () => doApproved(approval, wish.current()),
    onSuccess: (told) => {
      const made = secretLinkIn(told)
      if (made) onMade(made)
    },
    onSettled: refresh,
  })
  const taking = useMutation({
    mutationFn: () => withdrawRequest(approval.id),
    onSettled: refresh,
  })
  const failed = doing.error ?? taking.error
  const executionId = /^\/api\/v1\/executions\/([^/]+)\/export/.exec(approval.request.target)?.[1]
  return (
    <>
      {failed && <ProblemPanel title="It was not done" error={failed} />}
      <div className={classes.buttons}>
        {approval.state === 'approved' && executionId && (
          <Link to="/executions/$executionId" params={{ executionId }} className={classes.inText}>
            Go to the result and export it the same way
          </Link>
        )}
        {approval.state === 'approved' && !executionId && (
          <ConfirmButton
            command={{ label: `Do now: ${approval.words}`, group: 'Approvals' }}
            align="start"
            loading={doing.isPending}
            question={`${approval.words}. It was approved once, exactly as you asked.`}
            confirmLabel="Do it"
            onConfirm={() => doing.mutate()}
          >
            Do it now
          </ConfirmButton>
        )}
        {approval.state === 'waiting' && (
          <CommandButton
            command={{ label: `Take back: ${approval.words}`, group: 'Approvals' }}
            variant="default"
            loading={taking.isPending}
            onClick={() => taking.mutate()}
          >
            Take it back
          </CommandButton>
        )}
      </div>
    </>
  )
}

/** An invitation answers with a link that is shown this once. */
function secretLinkIn(told: unknown): SecretLink | undefined {
  const isLink = typeof told === 'object' && told !== null && 'link' in told
  return isLink ? (told as SecretLink) : undefined // only invitations have one
}
