import { Button, type ButtonProps, Popover, Text } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { CommandButton, type Words } from './command-button'

type Props = ButtonProps & {
  /** By which the palette asks the same question. */
  command: Words
  question: string
  confirmLabel: string
  /** Nothing is lost by it, so that red would only frighten. */
  harmless?: boolean
  /** The edge of the button that the question stands along. */
  align?: 'start' | 'end'
  onConfirm: () => void
  children: ReactNode
}

/** A button that asks once, in place, before it does what others notice or nobody can undo. */
export function ConfirmButton({
  command,
  question,
  confirmLabel,
  harmless,
  align = 'end',
  onConfirm,
  children,
  ...button
}: Props) {
  const [open, setOpen] = useState(false)
  return (
    <Popover
      opened={open}
      onChange={setOpen}
      width={280}
      position={`bottom-${align}`}
      trapFocus
      returnFocus
      shadow="md"
    >
      <Popover.Target>
        <CommandButton
          variant="default"
          command={command}
          {...button}
          onClick={() => setOpen((shown) => !shown)}
        >
          {children}
        </CommandButton>
      </Popover.Target>
      <Popover.Dropdown>
        <Text size="sm" mb="sm">
          {question}
        </Text>
        <Button
          color={harmless ? undefined : 'red'}
          fullWidth
          onClick={() => {
            setOpen(false)
            onConfirm()
          }}
        >
          {confirmLabel}
        </Button>
      </Popover.Dropdown>
    </Popover>
  )
}
