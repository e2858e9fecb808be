import { Button } from '@mantine/core'
import { IconPlayerPauseFilled } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import type { Schedule, SchedulePause } from '@/api/schedules'
import { useMay } from '@/lib/may'
import { CommandButton } from '@/ui/command-button'
import { TimeText } from '@/ui/time-text'
import { stoppedWords, waitsFor } from '../model/stopped'
import { meanwhileWords, pauseTitle } from '../model/words'
import type { useScheduleActions } from '../use-schedule-actions'
import classes from './pause-panel.module.css'

type Props = {
  schedule: Schedule
  pause: SchedulePause
  /** Absent for who may not change it. */
  actions: ReturnType<typeof useScheduleActions> | undefined
}

type Acting = { actions: ReturnType<typeof useScheduleActions> }

/** Why it is paused, what that means, and the way on. */
export function PausePanel({ schedule, pause, actions }: Props) {
  return (
    <section
      className={classes.pause}
      data-tone={pause.cause === 'failures' || pause.cause === 'connection' ? 'bad' : undefined}
      aria-label="Why it is paused"
    >
      <IconPlayerPauseFilled size={18} className={classes.icon} aria-hidden />
      <div className={classes.words}>
        <h2>{pauseTitle(pause)}</h2>
        {pause.message && <p>{pause.message}</p>}
        <p>
          Since <TimeText at={pause.at} />: {meanwhileWords(pause, schedule.catchUp)}.
        </p>
        {pause.next && <p>{pause.next}</p>}
        {actions ? (
          <WaysOn schedule={schedule} pause={pause} actions={actions} />
        ) : (
          <p>Mending it takes the role manager on all its instances.</p>
        )}
      </div>
    </section>
  )
}

/** What is to be edited before it can go on. */
const edits: Partial<Record<SchedulePause['cause'], string>> = {
  ended: 'Choose a later end',
  access: 'Choose who is responsible',
}

function WaysOn({ schedule, pause, actions: { pausing, running } }: Props & Acting) {
  const { organise } = useMay()
  const stopped = stoppedWords(schedule)
  const waits = waitsFor(schedule)
  if (waits && !organise) return null
  const editWords = edits[pause.cause]
  return (
    <div className={classes.actions}>
      {pause.cause === 'failures' && (
        <CommandButton
          command={{ label: 'Test and resume', group: 'Schedule', words: 'run once' }}
          loading={running.isPending}
          disabled={stopped !== undefined}
          title={stopped}
          onClick={() => running.mutate(true)}
        >
          Test and resume
        </CommandButton>
      )}
      {pause.cause === 'connection' && organise && (
        <Button component={Link} to="/connections">
          Reconnect Amazon
        </Button>
      )}
      {pause.cause === 'off_boarding' && waits && (
        <Button component={Link} to="/instances">
          Go to the client
        </Button>
      )}
      {editWords && (
        <Button
          renderRoot={(props) => (
            <Link
              {...props}
              to="/schedules/$scheduleId/edit"
              params={{ scheduleId: schedule.id }}
            />
          )}
        >
          {editWords}
        </Button>
      )}
      {pause.cause !== 'ended' && !waits && (
        <CommandButton
          command={{ label: 'Resume', group: 'Schedule', keys: 'p' }}
          variant="default"
          loading={pausing.isPending}
          onClick={() => pausing.mutate(false)}
        >
          {pause.cause === 'failures' ? 'Resume without a test' : 'Resume'}
        </CommandButton>
      )}
    </div>
  )
}
