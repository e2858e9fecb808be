import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { ApiError, isStatus } from '@/api/api-error'
import { addSchedule, changeSchedule, type Schedule, scheduleKeys } from '@/api/schedules'
import { idempotencyKey } from '@/lib/idempotency-key'
import { type Asked, contentOf, type Draft, draftOf, type Problems, sameDraft } from './model/draft'
import { refreshSchedules } from './refresh'

/** The form of a schedule that is new, or of one as it was read. */
export function useScheduleDraft(begin: Draft, read: Schedule | null, asked: Asked) {
  const client = useQueryClient()
  const [base, setBase] = useState({ schedule: read, draft: begin })
  const [draft, setDraft] = useState(begin)
  const [problems, setProblems] = useState<Problems>({})
  const [theirs, setTheirs] = useState<Schedule | null>(null)
  // A request whose answer was lost is asked again by the same key.
  const wish = useRef({ request: '', key: '' })

  const saving = useMutation({
    mutationFn: ({ on }: { on: Schedule | null }) => {
      const { content } = contentOf(draft, asked)
      if (on) return changeSchedule(on, content)
      const request = JSON.stringify(content)
      if (wish.current.request !== request) wish.current = { request, key: idempotencyKey() }
      return addSchedule(content, wish.current.key)
    },
    onSuccess: (saved) => {
      setTheirs(null)
      setBase({ schedule: saved, draft })
      client.setQueryData(scheduleKeys.detail(saved.id), saved)
      void refreshSchedules(client)
    },
    onError: (error) => {
      if (!(error instanceof ApiError)) return
      setProblems(error.fields)
      // The answer carries the schedule as it is now.
      if (isStatus(error, 409) && isSchedule(error.details.current))
        setTheirs(error.details.current)
    },
  })

  async function save(on = base.schedule): Promise<Schedule | null> {
    const found = contentOf(draft, asked).problems
    setProblems(found)
    if (Object.keys(found).length > 0 || saving.isPending) return null
    return saving.mutateAsync({ on }).catch(() => null)
  }

  return {
    draft,
    problems,
    theirs,
    dirty: !sameDraft(draft, base.draft),
    saving: saving.isPending,
    error: theirs ? null : saving.error,
    save: () => save(),
    keepMine: () => save(theirs),
    takeTheirs: () => {
      if (!theirs) return
      setBase({ schedule: theirs, draft: draftOf(theirs) })
      setDraft(draftOf(theirs))
      setTheirs(null)
      setProblems({})
    },
    closeConflict: () => setTheirs(null),
    change: (next: Draft) => {
      setDraft(next)
      if (Object.keys(problems).length > 0) setProblems({})
      if (saving.isError) saving.reset()
    },
  }
}

function isSchedule(value: unknown): value is Schedule {
  return typeof value === 'object' && value !== null && 'version' in value && 'rule' in value
}
