import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { cancel, type Execution, executionKeys, rerun } from '@/api/executions'
import { idempotencyKey } from '@/lib/idempotency-key'

/** Cancelling and running again, each once however often it is clicked. */
export function useExecutionActions(executionId: string, onRerun: (execution: Execution) => void) {
  const client = useQueryClient()
  const [key, setKey] = useState(idempotencyKey)
  const refused = (title: string) => (error: Error) =>
    void notifications.show({ color: 'red', title, message: error.message })

  const cancelling = useMutation({
    mutationFn: () => cancel(executionId),
    onSuccess: (execution) => client.setQueryData(executionKeys.detail(executionId), execution),
    onError: refused('The execution was not cancelled'),
  })
  const rerunning = useMutation({
    mutationFn: () => rerun(executionId, key),
    onSuccess: (execution) => {
      setKey(idempotencyKey())
      client.setQueryData(executionKeys.detail(execution.id), execution)
      void client.invalidateQueries({ queryKey: executionKeys.recents })
      onRerun(execution)
    },
    onError: refused('The execution was not started again'),
  })
  return { cancelling, rerunning }
}
