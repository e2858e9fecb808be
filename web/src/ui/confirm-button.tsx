import { Button, type ButtonProps, Popover, Text } from '@mantine/core'
import { type ReactNode, useState } from 'react'

type Props = ButtonProps & {
  question: string
  confirmLabel: string
  onConfirm: () => void
  children: ReactNode
}

/** A button that asks once, in place, before it does what cannot be undone. */
export function ConfirmButton({ question, confirmLabel, onConfirm, children, ...button }: Props) {
  const [open, setOpen] = useState(false)
  return (
    <Popover
      opened={open}
      onChange={setOpen}
      width={280}
      position="bottom-end"
      trapFocus
      shadow="md"
    >
      <Popover.Target>
        <Button variant="default" {...button} onClick={() => setOpen((shown) => !shown)}>
          {children}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Text size="sm" mb="sm">
          {question}
        </Text>
        <Button
          color="red"
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
