import { isOffline } from '@/api/api-error'
import { CommandButton } from './command-button'
import { usePageTitle } from './page'
import { ProblemPanel } from './problem-panel'

/** The last resort: a page that could not be drawn says so and offers another try. */
export function CrashPage({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  usePageTitle('Something went wrong')
  return (
    <div style={{ padding: 'var(--space-5)', maxWidth: 720 }}>
      <ProblemPanel
        title={isOffline(error) ? 'The server does not answer' : 'This page could not be shown'}
        error={error}
        action={
          <CommandButton
            command={{ label: 'Try again', group: 'Page' }}
            variant="default"
            onClick={onRetry}
          >
            Try again
          </CommandButton>
        }
      />
    </div>
  )
}
