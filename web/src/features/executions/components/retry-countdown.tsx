import { useNow } from '@/lib/use-now'
import { type Retry, retryWords } from '../model/retry'

/** When an execution that waits is tried again, counting down. */
export function RetryCountdown({ retry }: { retry: Retry }) {
  return <span className="num">{retryWords(retry, useNow('second'))}</span>
}
