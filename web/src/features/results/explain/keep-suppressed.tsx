import { useMutation, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { executionQuery, rerunKeeping } from '@/api/executions'
import { idempotencyKey } from '@/lib/idempotency-key'
import { useMay } from '@/lib/may'
import { mayRerun } from '@/lib/may-rerun'
import { CommandButton } from '@/ui/command-button'
import { ProblemPanel } from '@/ui/problem-panel'

/** Runs the same again, and has AMC keep what it would remove; for who may, while the client is there. */
export function KeepSuppressed({ executionId }: { executionId: string }) {
  const may = useMay()
  const navigate = useNavigate()
  const [key] = useState(idempotencyKey)
  const again = useMutation({
    mutationFn: () => rerunKeeping(executionId, key),
    onSuccess: ({ id }) =>
      void navigate({ to: '/executions/$executionId', params: { executionId: id } }),
  })
  const execution = useQuery(executionQuery(executionId))
  if (!execution.data || !mayRerun(may, execution.data)) return null
  return (
    <>
      <CommandButton
        command={{ label: 'Run again and keep suppressed rows', group: 'Result' }}
        variant="default"
        loading={again.isPending}
        onClick={() => again.mutate()}
      >
        Run again and keep suppressed rows
      </CommandButton>
      {again.isError && <ProblemPanel title="It was not started" error={again.error} />}
    </>
  )
}
