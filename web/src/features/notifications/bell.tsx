import { ActionIcon, Tooltip } from '@mantine/core'
import { IconBell } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { noticeCountsQuery } from '@/api/notices'
import { plural } from '@/lib/number'
import classes from './notifications.module.css'

/** The way to what needs somebody, and how much of it is unread. */
export function Bell() {
  const { data } = useQuery(noticeCountsQuery())
  const unread = data?.unread ?? 0
  const label = unread > 0 ? `Notifications, ${unread} unread` : 'Notifications'
  return (
    <Tooltip label={unread > 0 ? plural(unread, 'unread notice') : 'Notifications'}>
      <ActionIcon
        component={Link}
        to="/notifications"
        aria-label={label}
        className={classes.bell}
        data-worst={data?.worst}
      >
        <IconBell size={18} stroke={1.7} />
        {unread > 0 && (
          <span className={classes.unread} aria-hidden>
            {unread > 99 ? '99+' : unread}
          </span>
        )}
      </ActionIcon>
    </Tooltip>
  )
}
