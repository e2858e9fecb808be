import type { ExecutionSummary } from '@/api/executions'

const words: Record<ExecutionSummary['origin'], string> = {
  interactive: 'in the web app',
  api: 'by the API',
  cli: 'on the command line',
  schedule: 'by a schedule',
}

/** Where an execution was asked for. */
export const originWords = (origin: ExecutionSummary['origin']): string => words[origin]
