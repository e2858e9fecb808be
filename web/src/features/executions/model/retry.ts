import type { ExecutionError, ExecutionSummary } from '@/api/executions'
import { duration } from '@/lib/time'

export type Retry = NonNullable<ExecutionSummary['retry']>

/** "Retry 3 of 12 in 42 s"; without a number where it is tried as long as it takes. */
export function retryWords({ number, of, at }: Retry, now: number): string {
  const which = of === undefined ? `Retry ${number}` : `Retry ${number} of ${of}`
  const left = Date.parse(at) - now
  return left < 1000 ? `${which} now` : `${which} in ${duration(left)}`
}

/** The first line of what Amazon answered, where it says more than our own words. */
export function amazonWords({ code, message, raw }: ExecutionError): string | undefined {
  if (!raw || !code.startsWith('amazon.')) return undefined
  const said = raw.trim().split('\n', 1)[0] ?? ''
  return said === '' || message.includes(said) ? undefined : said
}
