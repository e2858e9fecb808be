import { ActionIcon, Tooltip } from '@mantine/core'
import { spotlight } from '@mantine/spotlight'
import { IconCommand } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type CSSProperties, type ReactNode, useState } from 'react'
import { OPEN_STATES, recentExecutionsQuery } from '@/api/executions'
import type { Person } from '@/api/session'
import { ProofDialog } from '@/features/access/proof-dialog'
import { Bell } from '@/features/notifications/bell'
import { useCommands } from '@/lib/commands'
import { readStored, writeStored } from '@/lib/storage'
import { useMe } from '@/lib/use-me'
import { useRoomy } from '@/lib/use-narrow'
import { useTitleMark } from '@/ui/page'
import { Breadcrumbs } from './breadcrumbs'
import { CommandPalette } from './command-palette'
import { ContextSwitcher } from './context-switcher'
import { useHotkeys } from './hotkeys'
import { useAccessEnd, useLiveEvents } from './live-events'
import { PersonMenu } from './person-menu'
import { placesFor, Rail } from './rail'
import { ServerBanner } from './server-banner'
import classes from './shell.module.css'
import { ShortcutsSheet } from './shortcuts-sheet'
import { SignOutDialog } from './sign-out-dialog'
import { useSignOut } from './use-sign-out'
import { useWorkContext } from './work-context'

const RAIL = 'recomamp:rail-collapsed'

/** The frame around every page of somebody who is signed in. */
export function Shell({ person, children }: { person: Person; children: ReactNode }) {
  const roomy = useRoomy()
  // Until somebody decides, the room does.
  const [chosen, setChosen] = useState(() =>
    readStored(RAIL, (value) => (typeof value === 'boolean' ? value : null), null),
  )
  const collapsed = chosen ?? !roomy
  const { client } = useWorkContext()
  const navigate = useNavigate()
  const signOut = useSignOut()
  const me = useMe()
  const rights = me?.rights
  const { data: open = [] } = useQuery(recentExecutionsQuery({ state: [...OPEN_STATES] }, 100))

  useLiveEvents()
  useAccessEnd(me?.endsAt)
  useHotkeys()
  useTitleMark(open.length > 0 ? `▶ ${open.length} running` : '')
  useCommands([
    ...placesFor(rights).map(({ to, label, keys }) => ({
      id: `go-${to}`,
      label,
      group: 'Go to',
      keys,
      run: () => void navigate({ to }),
    })),
    {
      id: 'go-/notifications',
      label: 'Notifications',
      group: 'Go to',
      keys: 'g b',
      words: 'notices bell alerts',
      run: () => void navigate({ to: '/notifications' }),
    },
    {
      id: 'go-/notifications/channels',
      label: 'Channels',
      group: 'Go to',
      words: 'notifications mail slack teams webhook',
      run: () => void navigate({ to: '/notifications/channels' }),
    },
    {
      id: 'go-/approvals',
      label: 'Approvals',
      group: 'Go to',
      words: 'second person four eyes',
      run: () => void navigate({ to: '/approvals' }),
    },
    ...(rights?.readPeople || rights?.administer
      ? ([
          ['/groups', 'Groups', 'people teams members'],
          ['/roles', 'Role matrix', 'people grants permissions'],
          ['/access', 'Access review', 'people who can see export'],
        ] as const)
      : []
    ).map(([to, label, words]) => ({
      id: `go-${to}`,
      label,
      group: 'Go to',
      words,
      run: () => void navigate({ to }),
    })),
    ...(rights?.write
      ? [
          {
            id: 'new-query',
            label: 'New query',
            group: 'Create',
            keys: 'c q',
            words: 'create write sql',
            run: () => void navigate({ to: '/queries/new' }),
          },
        ]
      : []),
  ])

  const style: CSSProperties | undefined = client ? { borderTopColor: client.color } : undefined

  return (
    <div className={classes.shell}>
      <a href="#work" className={classes.skip}>
        Skip to the page
      </a>
      <div className={classes.rail}>
        <Rail
          collapsed={collapsed}
          running={open.length}
          rights={rights}
          onToggle={() => {
            setChosen(!collapsed)
            writeStored(RAIL, !collapsed)
          }}
        />
      </div>
      <header className={classes.bar} style={style}>
        <ContextSwitcher />
        <Breadcrumbs />
        <div className={classes.tools}>
          <Tooltip label="Find an action (Ctrl K)">
            <ActionIcon aria-label="Find an action" onClick={spotlight.open}>
              <IconCommand size={18} stroke={1.7} />
            </ActionIcon>
          </Tooltip>
          <ShortcutsSheet className={classes.wide} />
          <Bell />
          <PersonMenu person={person} />
        </div>
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it even where nothing in it takes the focus */}
      <main id="work" className={classes.work} tabIndex={0}>
        <ServerBanner />
        {children}
      </main>
      <CommandPalette />
      <ProofDialog onSignOut={() => void signOut()} />
      <SignOutDialog />
    </div>
  )
}
