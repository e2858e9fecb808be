import { useQuery } from '@tanstack/react-query'
import { systemQuery } from '@/api/system'
import { ProblemPanel } from '@/ui/problem-panel'
import classes from './connections-page.module.css'

/** What stands in for Amazon, and how it is. */
export function SandboxNote() {
  const { data: system } = useQuery(systemQuery())
  if (!system?.sandbox.enabled) return null
  const { elsewhere, reachable, ready, done, total } = system.sandbox
  if (!reachable) {
    return (
      <ProblemPanel
        title="The sandbox is not reachable"
        error="No Amazon app is configured and the sandbox that stands in for Amazon does not answer: nothing can be connected, and executions wait."
        next="Start it again, or correct RECOMAMP_SANDBOX_URL. This page notices by itself."
      />
    )
  }
  return (
    <p className={classes.sandbox} role="status">
      No Amazon app is configured, so {elsewhere ? 'a sandbox of its own' : 'the built-in sandbox'}{' '}
      stands in for Amazon: its consent page, its accounts, its synthetic data.
      {!ready && (
        <span className="num">
          {' '}
          Its data are being made: {done} of {total}.
        </span>
      )}
    </p>
  )
}
