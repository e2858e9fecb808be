import type { SessionEntry } from '@/api/me'
import { browserOf } from '@/lib/browser-of'
import { ConfirmButton } from './confirm-button'
import table from './data-table.module.css'
import { TimeText } from './time-text'

type Props = {
  sessions: SessionEntry[]
  /** Whose they are, when not one's own. */
  whose?: string
  onEnd: (id: string) => void
}

/** Browsers in which somebody is signed in, with the way to end each but this one. */
export function SessionTable({ sessions, whose, onEnd }: Props) {
  return (
    <table className={table.table}>
      <thead>
        <tr>
          <th>Browser</th>
          <th>From</th>
          <th>Signed in</th>
          <th>Last used</th>
          <th>
            <span className="visually-hidden">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {sessions.map(({ id, current, userAgent, origin, createdAt, lastUsedAt }) => (
          <tr key={id}>
            <td className={table.strong}>{browserOf(userAgent)}</td>
            <td data-label="From">
              {origin ? <span className="mono">{origin}</span> : <span className="quiet">–</span>}
            </td>
            <td data-label="Signed in">
              {createdAt ? <TimeText at={createdAt} /> : <span className="quiet">–</span>}
            </td>
            <td data-label="Last used">
              {lastUsedAt ? <TimeText at={lastUsedAt} /> : <span className="quiet">–</span>}
            </td>
            <td className={`${table.right} ${table.nowrap} ${table.actions}`}>
              {current ? (
                <span className="quiet">this one</span>
              ) : (
                <ConfirmButton
                  command={{
                    label: 'End the session',
                    subject: `${browserOf(userAgent)} ${origin}`.trim(),
                    group: 'Account',
                    words: 'sign out log out',
                  }}
                  size="compact-xs"
                  question={`${whose ? `${whose} is` : 'You are'} signed out there at once.`}
                  confirmLabel="End this session"
                  onConfirm={() => onEnd(id)}
                >
                  End
                </ConfirmButton>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
