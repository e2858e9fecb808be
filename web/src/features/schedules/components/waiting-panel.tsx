import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { Schedule } from '@/api/schedules'
import { useMay } from '@/lib/may'
import { ProblemPanel } from '@/ui/problem-panel'
import { someNames, waitingTargets } from '../model/stopped'

/** On which instances what runs waits for a connection, and where that is mended. */
export function WaitingPanel({ schedule }: { schedule: Schedule }) {
  const { organise } = useMay()
  // Paused for it, it says so by the pause.
  if (schedule.pause?.cause === 'connection') return null
  return waitingTargets(schedule).map(({ names, problem }) => (
    <ProblemPanel
      key={problem.code}
      title={`Runs on ${someNames(names)} wait`}
      error={problem.message}
      next={problem.next}
      action={
        organise && (
          <Button component={Link} to="/connections" size="xs">
            Go to Connections
          </Button>
        )
      }
    />
  ))
}
