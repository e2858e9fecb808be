import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import {
  endSchedule,
  retryFailed,
  runNow,
  type Schedule,
  scheduleKeys,
  setSchedulePaused,
} from '@/api/schedules'
import { useWishKey } from '@/lib/use-wish-key'
import { refreshSchedules } from './refresh'

type Named = Pick<Schedule, 'id' | 'name' | 'version'>

const refused = (title: string) => (error: Error) =>
  void notifications.show({ color: 'red', title, message: error.message })

/** Pausing, resuming, running now and ending one schedule. */
export function useScheduleActions({ id, name, version }: Named) {
  const client = useQueryClient()
  const refresh = () => refreshSchedules(client)
  const wish = useWishKey()
  const pausing = useMutation({
    mutationFn: (paused: boolean) => setSchedulePaused(id, paused),
    onSuccess: (saved) => {
      client.setQueryData(scheduleKeys.detail(id), saved)
      void refresh()
    },
    onError: (error, paused) =>
      refused(paused ? `${name} was not paused` : `${name} was not resumed`)(error),
  })
  const running = useMutation({
    mutationFn: (resume: boolean) => runNow(id, resume, wish.current()),
    onSuccess: (_, resume) => {
      wish.renew()
      void refresh()
      notifications.show({
        title: `${name} runs now`,
        message: resume
          ? 'When it succeeds, the schedule goes on by itself.'
          : 'It is the first of its occurrences.',
      })
    },
    onError: refused(`${name} was not run`),
  })
  const ending = useMutation({
    mutationFn: () => endSchedule({ id, version }),
    onSuccess: () => {
      void refresh()
      notifications.show({ message: `${name} is deleted. What it ran is kept.` })
    },
    onError: refused(`${name} was not deleted`),
  })
  return { pausing, running, ending }
}

/** Runs once more what failed of an occurrence. */
export function useRetry(occurrenceId: string) {
  const client = useQueryClient()
  const wish = useWishKey()
  return useMutation({
    mutationFn: () => retryFailed(occurrenceId, wish.current()),
    onSuccess: () => {
      wish.renew()
      void refreshSchedules(client)
    },
    onError: refused('Nothing was run again'),
  })
}
