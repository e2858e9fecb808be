import { useDebouncedCallback } from '@mantine/hooks'
import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { ApiError } from '@/api/api-error'
import { type ExecutionRequest, executionKeys, submit } from '@/api/executions'
import type { Parameter } from '@/api/queries'
import { idempotencyKey } from '@/lib/idempotency-key'
import { readForm } from '@/lib/parameter-values'
import { type AskedPlaceholder, faultsByName, readPlaceholders } from '@/lib/placeholder-values'
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
  | Pick<ExecutionRequest, 'sql' | 'parameters' | 'placeholders'>

const entryOf = (documentKey: string) => `recomamp:run:${documentKey}`

/** What was new writing is a saved query now, and is run as before. */
export function carryRunSettings(from: string, to: string) {
  writeStored(entryOf(to), readStored(entryOf(from), parseSettings, defaultSettings()))
}

/** How a document was run last in this browser. */
export const runSettingsOf = (documentKey: string): RunSettings =>
  readStored(entryOf(documentKey), parseSettings, defaultSettings())

/** What a text asks for when it runs. */
export type Asked = { parameters: Parameter[]; placeholders: AskedPlaceholder[] }

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
  const storeSoon = useDebouncedCallback(writeStored, { delay: 300, flushOnUnmount: true })
  const settings: RunSettings = {
    ...current.settings,
    instanceId: current.settings.instanceId ?? fallbackInstance,
  }
  return {
    settings,
    change: (next: RunSettings) => {
      // A list may be long, and is not written anew at every key; what is chosen
      // is, for a schedule made of it a moment later begins with it.
      storeSoon(entry, next)
      if (next.fields === current.settings.fields) storeSoon.flush()
      setStored({ entry, settings: next })
    },
  }
}

/** Starts executions; a repeated click of the same wish is one execution. */
export function useRun(onStarted: (executionId: string) => void, onRefused: () => void) {
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
    onError: (error) => {
      const faults = error instanceof ApiError ? faultsByName(error.fields) : {}
      setProblems(faults)
      if (Object.keys(faults).length > 0) onRefused()
      notifications.show({
        color: 'red',
        title: 'The query did not start',
        message: error.message,
      })
    },
  })

  /** False when something has to be filled in first. */
  function run(what: Runnable, asked: Asked, settings: RunSettings): boolean {
    if (starting.isPending) return true
    const form = readForm(asked.parameters, settings.fields)
    const gaps = readPlaceholders(asked.placeholders, settings.fields)
    const found = { ...form.problems, ...gaps.problems }
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
      parameterValues: { ...form.values, ...gaps.values },
      window: settings.window,
      keepSuppressed: settings.keepSuppressed,
      rerunOf: settings.repeats,
    })
    return true
  }

  return { run, problems, starting: starting.isPending, error: starting.error }
}
