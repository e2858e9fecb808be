import { useServerState } from '@/lib/server-watch'
import classes from './server-banner.module.css'

/** Says that the server is gone and that the page goes on by itself once it is back. */
export function ServerBanner() {
  const state = useServerState()
  return (
    <div role="status" aria-live="polite">
      {state === 'lost' && (
        <div className={classes.banner}>
          <span className={classes.pulse} aria-hidden />
          The server does not answer. What you write is kept in this browser; the page goes on by
          itself as soon as the server is back.
        </div>
      )}
    </div>
  )
}
