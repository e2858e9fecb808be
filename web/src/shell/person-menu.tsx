import { ActionIcon, Menu, useMantineColorScheme } from '@mantine/core'
import {
  IconDeviceDesktop,
  IconKey,
  IconListCheck,
  IconLock,
  IconLogout,
  IconMoon,
  IconStethoscope,
  IconSun,
  IconUser,
  IconUserCircle,
} from '@tabler/icons-react'
import { Link, useNavigate } from '@tanstack/react-router'
import type { Person } from '@/api/session'
import { useCommands } from '@/lib/commands'
import { useMe } from '@/lib/use-me'
import classes from './person-menu.module.css'
import { placesFor } from './rail'
import { useSignOut } from './use-sign-out'

const themes = [
  { value: 'light', label: 'Light', command: 'Light theme', icon: IconSun },
  { value: 'dark', label: 'Dark', command: 'Dark theme', icon: IconMoon },
  { value: 'auto', label: 'System', command: 'Theme of the system', icon: IconDeviceDesktop },
] as const

/** Who is signed in, their settings, the theme and the way out. */
export function PersonMenu({ person }: { person: Person }) {
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const navigate = useNavigate()
  const leave = useSignOut()
  const rights = useMe()?.rights

  useCommands([
    ...themes.map(({ value, command }) => ({
      id: `theme-${value}`,
      label: command,
      group: 'View',
      run: () => setColorScheme(value),
    })),
    {
      id: 'account',
      label: 'Your account',
      group: 'Go to',
      words: 'sessions access rights profile',
      run: () => void navigate({ to: '/account' }),
    },
    {
      id: 'tokens',
      label: 'API tokens',
      group: 'Go to',
      keys: 'g t',
      run: () => void navigate({ to: '/tokens' }),
    },
    ...(rights?.organise
      ? [
          {
            id: 'encryption-keys',
            label: 'Encryption keys',
            group: 'Go to',
            run: () => void navigate({ to: '/keys' }),
          },
          {
            id: 'set-up',
            label: 'Set-up',
            group: 'Go to',
            words: 'wizard first steps organisation name zone onboarding',
            run: () => void navigate({ to: '/set-up' }),
          },
          {
            id: 'self-test',
            label: 'Self-test',
            group: 'Go to',
            words: 'doctor check health diagnose',
            run: () => void navigate({ to: '/self-test' }),
          },
        ]
      : []),
    { id: 'sign-out', label: 'Sign out', group: 'Account', run: () => void leave() },
  ])

  return (
    <Menu width={230}>
      <Menu.Target>
        <ActionIcon aria-label={`${person.name}: settings and sign out`}>
          <IconUser size={18} stroke={1.7} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {person.name}
          <br />
          {person.email}
        </Menu.Label>
        <Menu.Item component={Link} to="/account" leftSection={<IconUserCircle size={16} />}>
          Your account
        </Menu.Item>
        <Menu.Item
          leftSection={<IconKey size={16} />}
          onClick={() => void navigate({ to: '/tokens' })}
        >
          API tokens
        </Menu.Item>
        {rights?.organise && (
          <Menu.Item
            leftSection={<IconLock size={16} />}
            onClick={() => void navigate({ to: '/keys' })}
          >
            Encryption keys
          </Menu.Item>
        )}
        {rights?.organise && (
          <Menu.Item component={Link} to="/set-up" leftSection={<IconListCheck size={16} />}>
            Set-up
          </Menu.Item>
        )}
        {rights?.organise && (
          <Menu.Item component={Link} to="/self-test" leftSection={<IconStethoscope size={16} />}>
            Self-test
          </Menu.Item>
        )}
        {placesFor(rights)
          .filter((place) => 'wide' in place)
          .map(({ to, label, icon: Icon }) => (
            <Menu.Item
              key={to}
              component={Link}
              to={to}
              className={classes.phone}
              leftSection={<Icon size={16} />}
            >
              {label}
            </Menu.Item>
          ))}
        <Menu.Divider />
        <Menu.Label>Theme</Menu.Label>
        {themes.map(({ value, label, icon: Icon }) => (
          <Menu.Item
            key={value}
            leftSection={<Icon size={16} />}
            rightSection={colorScheme === value ? '✓' : null}
            aria-current={colorScheme === value}
            onClick={() => setColorScheme(value)}
          >
            {label}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => void leave()}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
