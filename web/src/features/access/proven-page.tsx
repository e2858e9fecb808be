import { useEffect } from 'react'
import { usePageTitle } from '@/ui/page'
import { ProblemPanel } from '@/ui/problem-panel'
import { Gate } from './gate'
import { tellProof } from './proof-channel'
import { proofProblem } from './provider-problem'

/**
 * Where the pop-up comes back to in which somebody proved at the provider that it is
 * still them. It tells the window that waits, and closes where the browser lets it.
 */
export function ProvenPage({ problem }: { problem: string | undefined }) {
  usePageTitle('Is it still you?')
  useEffect(() => {
    tellProof({ problem })
    window.close()
  }, [problem])
  if (problem === undefined) {
    return (
      <Gate
        title="It is you"
        note="You can close this window. What you were doing goes on in the other one."
      >
        {null}
      </Gate>
    )
  }
  return (
    <Gate title="Is it still you?" note="You can close this window and try again in the other one.">
      <ProblemPanel title="Not proven" error={new Error(proofProblem(problem))} />
    </Gate>
  )
}
