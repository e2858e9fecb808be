import { MantineProvider } from '@mantine/core'
import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, it, vi } from 'vitest'
import { commandsOnOffer } from '@/lib/commands'
import { runCommand } from '@/lib/testing/run-command'
import { show } from '@/lib/testing/show'
import { BareCommandButton, CommandButton, CommandIcon } from './command-button'
import { ConfirmButton } from './confirm-button'

it.each([
  ['button', CommandButton],
  ['icon', CommandIcon],
  ['bare', BareCommandButton],
] as const)(
  'presses the %s when its command runs, and offers it no longer than it is shown',
  (_, Any) => {
    const pressed = vi.fn()
    const { unmount } = show(
      <Any
        command={{ label: 'Pause', subject: 'Acme EU', group: 'Instances' }}
        onClick={pressed}
      />,
    )
    expect(screen.getByRole('button', { name: 'Pause Acme EU' })).toBeTruthy()
    runCommand('Pause Acme EU')
    expect(pressed).toHaveBeenCalledOnce()
    unmount()
    expect(commandsOnOffer()).toEqual([])
  },
)

it('offers nothing while it may not be pressed', () => {
  const words = { label: 'Save', group: 'Query' }
  show(
    <>
      <CommandButton command={words} disabled />
      <CommandButton command={words} loading />
    </>,
  )
  expect(commandsOnOffer()).toEqual([])
})

it('runs what the button means now, not what it meant first', () => {
  const first = vi.fn()
  const second = vi.fn()
  const words = { label: 'Pause', group: 'Instances' }
  const page = (onClick: () => void) => (
    <MantineProvider>
      <CommandButton command={words} onClick={onClick} />
    </MantineProvider>
  )
  const { rerender } = render(page(first))
  rerender(page(second))
  runCommand('Pause')
  expect(first).not.toHaveBeenCalled()
  expect(second).toHaveBeenCalledOnce()
})

it('asks first when its button does', async () => {
  const user = userEvent.setup()
  const confirmed = vi.fn()
  show(
    <ConfirmButton
      command={{ label: 'Revoke token', subject: 'nightly', group: 'Tokens' }}
      question="Programs that use it are refused."
      confirmLabel="Revoke this token"
      onConfirm={confirmed}
    >
      Revoke
    </ConfirmButton>,
  )
  runCommand('Revoke token nightly')
  expect(confirmed).not.toHaveBeenCalled()
  await user.click(await screen.findByRole('button', { name: 'Revoke this token' }))
  expect(confirmed).toHaveBeenCalledOnce()
})
