import { Tooltip } from '@mantine/core'
import {
  IconBriefcase,
  IconBuildingStore,
  IconCalendarTime,
  IconCoins,
  IconDatabase,
  IconHistory,
  IconHome,
  IconLayoutSidebarLeftCollapse,
  IconLayoutSidebarLeftExpand,
  IconPlayerPlay,
  IconPlugConnected,
  IconSql,
  IconUsers,
} from '@tabler/icons-react'
import { Link, useMatches } from '@tanstack/react-router'
import type { Rights } from '@/api/me'
import { BareCommandButton } from '@/ui/command-button'
import classes from './rail.module.css'

type Place = {
  to: string
  label: string
  icon: typeof IconHome
  keys: string
  /** The bottom bar of a phone has no room for it. */
  wide?: true
  /** Whom it is for; everybody when absent. */
  needs?: (rights: Rights) => boolean
}

const places = [
  { to: '/', label: 'Home', icon: IconHome, keys: 'g h' },
  { to: '/queries', label: 'Queries', icon: IconSql, keys: 'g q' },
  { to: '/executions', label: 'Executions', icon: IconPlayerPlay, keys: 'g e' },
  { to: '/schedules', label: 'Schedules', icon: IconCalendarTime, keys: 'g s' },
  { to: '/data-sources', label: 'Data sources', icon: IconDatabase, keys: 'g d' },
  { to: '/clients', label: 'Clients', icon: IconBriefcase, keys: 'g l', wide: true },
  { to: '/instances', label: 'Instances', icon: IconBuildingStore, keys: 'g i', wide: true },
  { to: '/costs', label: 'Costs', icon: IconCoins, keys: 'g c', wide: true },
  {
    to: '/connections',
    label: 'Connections',
    icon: IconPlugConnected,
    keys: 'g n',
    needs: ({ organise }) => organise,
  },
  {
    to: '/people',
    label: 'People',
    icon: IconUsers,
    keys: 'g p',
    wide: true,
    needs: ({ readPeople, administer }) => readPeople || administer,
  },
  {
    to: '/audit',
    label: 'Audit log',
    icon: IconHistory,
    keys: 'g a',
    wide: true,
    needs: ({ readAudit, administer }) => readAudit || administer,
  },
] as const satisfies Place[]

/** The places that are for somebody with these rights; none that need a right until it is known. */
export function placesFor(rights: Rights | undefined) {
  return places.filter(
    (place) => !('needs' in place) || (rights !== undefined && place.needs(rights)),
  )
}

type Props = {
  collapsed: boolean
  onToggle: () => void
  running: number
  rights: Rights | undefined
}

/** The left rail; on a phone, the bottom bar. */
export function Rail({ collapsed, onToggle, running, rights }: Props) {
  const toggle = collapsed ? 'Expand the rail' : 'Collapse the rail'
  const within = useMatches().map(({ staticData }): string | undefined => staticData.parent?.to)
  return (
    <nav className={classes.rail} data-collapsed={collapsed || undefined} aria-label="Main">
      <Link to="/" className={classes.brand} aria-label="RecomAMP, home">
        <Mark />
        <span className={classes.word}>RecomAMP</span>
      </Link>
      <ul className={classes.places}>
        {placesFor(rights).map(({ to, label, icon: Icon, ...place }) => (
          <li key={to} className={'wide' in place ? classes.wide : undefined}>
            <Tooltip label={label} position="right" disabled={!collapsed}>
              <Link
                to={to}
                className={classes.place}
                activeOptions={{ exact: to === '/', includeSearch: false }}
                data-within={within.includes(to) || undefined}
                aria-label={label}
              >
                <Icon size={18} stroke={1.7} aria-hidden />
                <span className={classes.word}>{label}</span>
                {to === '/executions' && running > 0 && (
                  <span className={classes.badge} role="status" aria-label={`${running} running`}>
                    {running}
                  </span>
                )}
              </Link>
            </Tooltip>
          </li>
        ))}
      </ul>
      <BareCommandButton
        command={{ label: toggle, group: 'View', keys: 'mod+b' }}
        className={classes.toggle}
        onClick={onToggle}
        aria-label={toggle}
      >
        {collapsed ? (
          <IconLayoutSidebarLeftExpand size={18} stroke={1.7} />
        ) : (
          <IconLayoutSidebarLeftCollapse size={18} stroke={1.7} />
        )}
        <span className={classes.word}>Collapse</span>
      </BareCommandButton>
    </nav>
  )
}

function Mark() {
  return (
    <svg width="24" height="24" viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="7" fill="var(--accent)" />
      <path
        d="M7 23V12m6 11V8m6 15v-9m6 9V11"
        stroke="var(--on-accent)"
        strokeWidth="3"
        strokeLinecap="round"
      />
    </svg>
  )
}
