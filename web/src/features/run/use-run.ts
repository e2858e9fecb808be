import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { type ExecutionRequest, executionKeys, submit } from '@/api/executions'
import type { Parameter } from '@/api/queries'
import { idempotencyKey } from '@/lib/idempotency-key'
import { readForm } from '@/lib/parameter-values'
import { readStored, writeStored } from '@/lib/storage'
import {
  defaultSettings,
  parseSettings,
  type RunSettings,
  windowProblem,
} from './model/window-choice'

/** What to run: a saved version, or text that was not saved. */
export type Runnable =
  | Pick<ExecutionRequest, 'queryId' | 'queryVersion'>
  | Pick<ExecutionRequest, 'sql' | 'parameters'>

const entryOf = (documentKey: string) => `recomamp:run:${documentKey}`

/** What was new writing is a saved query now, and is run as before. */
export function carryRunSettings(from: string, to: string) {
  writeStored(entryOf(to), readStored(entryOf(from), parseSettings, defaultSettings()))
}

/** How one document was run last; remembered in this browser. */
export function useRunSettings(
  documentKey: string,
  fallbackInstance: string | undefined,
  /** How to begin unless it was set up before. */
  begin: RunSettings | undefined,
) {
  const entry = entryOf(documentKey)
  const read = () => ({
    entry,
    settings: readStored(entry, parseSettings, begin ?? defaultSettings()),
  })
  const [stored, setStored] = useState(read)
  const current = stored.entry === entry ? stored : read()
  if (current !== stored) setStored(current)
  // What it begins with is in the address only until somebody looks at another tab.
  // biome-ignore lint/correctness/useExhaustiveDependencies: it begins once
  useEffect(() => {
    if (begin) writeStored(entry, current.settings)
  }, [entry])
  const settings: RunSettings = {
    ...current.settings,
    instanceId: current.settings.instanceId ?? fallbackInstance,
  }
  return {
    settings,
    change: (next: RunSettings) => {
      writeStored(entry, next)
      setStored({ entry, settings: next })
    },
  }
}

/** Starts executions; a repeated click of the same wish is one execution. */
export function useRun(onStarted: (executionId: string) => void) {
  const client = useQueryClient()
  const [problems, setProblems] = useState<Record<string, string>>({})
  // A request whose answer was lost is asked again by the same key.
  const wish = useRef({ request: '', key: '' })
  const starting = useMutation({
    mutationFn: (request: ExecutionRequest) => {
      const text = JSON.stringify(request)
      if (wish.current.request !== text) wish.current = { request: text, key: idempotencyKey() }
      return submit(request, wish.current.key)
    },
    onSuccess: (execution) => {
      wish.current = { request: '', key: '' }
      client.setQueryData(executionKeys.detail(execution.id), execution)
      void client.invalidateQueries({ queryKey: executionKeys.recents })
      onStarted(execution.id)
    },
    onError: (error) =>
      notifications.show({
        color: 'red',
        title: 'The query did not start',
        message: error.message,
      }),
  })

  /** False when something has to be filled in first. */
  function run(what: Runnable, parameters: Parameter[], settings: RunSettings): boolean {
    if (starting.isPending) return true
    const form = readForm(parameters, settings.fields)
    const found = { ...form.problems }
    if (!settings.instanceId) found.instance = 'Choose the instance to run it on'
    setProblems(found)
    const wrong = Object.keys(found)
    const windowWrong = windowProblem(settings.window)
    if (wrong.length > 0 || windowWrong || !settings.instanceId) {
      notifications.show({
        color: 'yellow',
        title: 'Not ready to run',
        message:
          windowWrong ??
          wrong
            .map((name) => (name === 'instance' ? found[name] : `${name} ${found[name]}`))
            .join(' · '),
      })
      return false
    }
    starting.mutate({
      ...what,
      instanceId: settings.instanceId,
      parameterValues: form.values,
      window: settings.window,
      rerunOf: settings.repeats,
    })
    return true
  }

  return { run, problems, starting: starting.isPending, error: starting.error }
}
