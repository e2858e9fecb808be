import {
  ActionIcon,
  type ActionIconProps,
  Button,
  type ButtonProps,
  type ElementProps,
  UnstyledButton,
  type UnstyledButtonProps,
} from '@mantine/core'
import { useMergedRef } from '@mantine/hooks'
import { type Ref, useId, useRef } from 'react'
import { type Command, commandName, useCommands } from '@/lib/commands'

/*
 * Buttons that are commands too: while one is shown and may be pressed, the
 * palette offers it and its keys work, and either presses the button itself.
 */

export type Words = Omit<Command, 'id' | 'run'>

type Own = { command: Words; ref?: Ref<HTMLButtonElement> }

type CommandButtonProps = Own & ButtonProps & ElementProps<'button', keyof ButtonProps>

export function CommandButton(props: CommandButtonProps) {
  return <Button {...useOffered(props)} />
}

type CommandIconProps = Own & ActionIconProps & ElementProps<'button', keyof ActionIconProps>

/** It is named by its command. */
export function CommandIcon(props: CommandIconProps) {
  return <ActionIcon {...useOffered(props)} aria-label={commandName(props.command)} />
}

type BareProps = Own & UnstyledButtonProps & ElementProps<'button', keyof UnstyledButtonProps>

/** Without a look of its own. */
export function BareCommandButton(props: BareProps) {
  return <UnstyledButton {...useOffered(props)} />
}

type Pressable = Own & { disabled?: boolean; loading?: boolean }

function useOffered<P extends Pressable>({ command, ref, ...button }: P) {
  const id = useId()
  const own = useRef<HTMLButtonElement>(null)
  const mayPress = !button.disabled && !button.loading
  useCommands(mayPress ? [{ ...command, id, run: () => own.current?.click() }] : [])
  return {
    // Of several buttons called "Pause" each says which one it pauses.
    'aria-label': command.subject && commandName(command),
    ...button,
    ref: useMergedRef(own, ref),
    'data-command': id,
  }
}
