import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { markRead, type Notice, noticeKeys, settleNotice } from '@/api/notices'
import { ClientChip } from '@/ui/client-chip'
import { CommandButton } from '@/ui/command-button'
import { TimeText } from '@/ui/time-text'
import { kindWords, subjectPath } from './model/words'
import classes from './notifications.module.css'
import { SeverityMark } from './severity-mark'

/** One cause: what it is, what it concerns, and what to do about it. */
export function NoticeRow({ notice }: { notice: Notice }) {
  const client = useQueryClient()
  const refresh = () => client.invalidateQueries({ queryKey: noticeKeys.all })
  const reading = useMutation({
    mutationFn: (read: boolean) => markRead(notice.id, read),
    onSuccess: refresh,
  })
  const settling = useMutation({ mutationFn: () => settleNotice(notice.id), onSuccess: refresh })
  const open = notice.resolvedAt === undefined
  const { next } = notice
  return (
    <li className={classes.notice} data-unread={(open && !notice.read) || undefined}>
      <div>
        <SeverityMark severity={notice.severity} />
      </div>
      <div className={classes.words}>
        <span className={classes.title}>{notice.title}</span>
        {notice.body && <p>{notice.body}</p>}
        {notice.count > 1 && <Subjects notice={notice} />}
        <div className={classes.facts}>
          {notice.client && <ClientChip name={notice.client.name} color={notice.client.color} />}
          <span>{kindWords[notice.kind]}</span>
          {notice.mine && <span>only for you</span>}
          <span>
            since <TimeText at={notice.firstSeenAt} />
          </span>
          {notice.lastSeenAt !== notice.firstSeenAt && (
            <span>
              last <TimeText at={notice.lastSeenAt} />
            </span>
          )}
          {notice.resolvedAt && (
            <span>
              {notice.byPerson ? 'marked as done' : 'resolved by itself'}{' '}
              <TimeText at={notice.resolvedAt} />
            </span>
          )}
        </div>
      </div>
      {open && (
        <div className={classes.actions}>
          {next && (
            <Button
              component={Link}
              to={next.path}
              size="compact-sm"
              aria-label={`${next.label}: ${notice.title}`}
            >
              {next.label}
            </Button>
          )}
          <CommandButton
            command={{
              label: notice.read ? 'Mark as unread:' : 'Mark as read:',
              subject: notice.title,
              group: 'Notifications',
            }}
            variant="default"
            size="compact-sm"
            loading={reading.isPending}
            onClick={() => reading.mutate(!notice.read)}
          >
            {notice.read ? 'Mark as unread' : 'Mark as read'}
          </CommandButton>
          {notice.maySettle && (
            <CommandButton
              command={{ label: 'Done:', subject: notice.title, group: 'Notifications' }}
              variant="default"
              size="compact-sm"
              loading={settling.isPending}
              onClick={() => settling.mutate()}
            >
              Done
            </CommandButton>
          )}
        </div>
      )}
    </li>
  )
}

function Subjects({ notice }: { notice: Notice }) {
  const more = notice.count - notice.subjects.length
  return (
    <ul className={classes.subjects} aria-label="What it concerns">
      {notice.subjects.map(({ kind, id, name }) => {
        const path = subjectPath(kind, id)
        return (
          <li key={kind + id}>
            <span className="quiet">{kind}</span> {path ? <Link to={path}>{name}</Link> : name}
          </li>
        )
      })}
      {more > 0 && <li className="quiet">and {more} more</li>}
    </ul>
  )
}
