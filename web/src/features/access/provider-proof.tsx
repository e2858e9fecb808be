import { Button } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useEffect, useEffectEvent, useState } from 'react'
import { departToProve } from '@/api/proof'
import { providerNames, waysQuery } from '@/api/sign-in'
import { ProblemPanel } from '@/ui/problem-panel'
import classes from './account.module.css'
import { hearProof, type ProofOutcome } from './proof-channel'
import { proofProblem } from './provider-problem'

type Props = { onProven: () => void; onStop: () => void }

/** Proof by the sign-in provider, in a window of its own, so that what was entered stays. */
export function ProviderProof({ onProven, onStop }: Props) {
  const ways = useQuery(waysQuery())
  const [problem, setProblem] = useState<string>()
  const going = useMutation({ mutationFn: lead })
  // Proven by whichever window, it is: that counts for the session.
  const onTold = useEffectEvent((told: ProofOutcome) => {
    if (told.problem === undefined) onProven()
    else if (going.isSuccess) setProblem(proofProblem(told.problem))
  })
  useEffect(() => hearProof(onTold), [])
  const waits = going.isSuccess && problem === undefined
  const name = ways.data?.singleSignOn ?? providerNames.single_sign_on
  const label = waits ? 'Open the window again' : `Prove with ${name}`

  function onGo() {
    setProblem(undefined)
    going.mutate(window.open('', 'recomamp-proof', 'popup,width=520,height=700')) // in the click: else it is blocked
  }
  return (
    <>
      {waits && (
        <p role="status">
          Sign in in the window that has opened. Then this goes on by itself. If you have closed
          that window, open it again.
        </p>
      )}
      {going.isError && <ProblemPanel title="Not proven" error={going.error} />}
      {problem !== undefined && <ProblemPanel title="Not proven" error={new Error(problem)} />}
      <div className={classes.buttons}>
        <Button
          data-autofocus
          variant={waits ? 'default' : 'filled'}
          loading={going.isPending}
          onClick={onGo}
        >
          {label}
        </Button>
        <Button variant="default" onClick={onStop}>
          Leave it
        </Button>
      </div>
    </>
  )
}

/** Leads a window that is open already to the provider. */
async function lead(opened: Window | null) {
  if (!opened) {
    throw new Error(
      'Your browser did not open the window for it. Allow this page to open windows, then try again.',
    )
  }
  try {
    opened.location.replace(await departToProve())
  } catch (error) {
    opened.close()
    throw error
  }
}
