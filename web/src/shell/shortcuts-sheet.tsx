import { Modal, Tooltip } from '@mantine/core'
import { IconKeyboard } from '@tabler/icons-react'
import { useState } from 'react'
import { useAllCommands } from '@/lib/commands'
import { CommandIcon } from '@/ui/command-button'
import { KeyCaps } from '@/ui/key-caps'
import classes from './shortcuts-sheet.module.css'

/** The button for the keys of this screen, and their list. */
export function ShortcutsSheet({ className }: { className?: string }) {
  const [open, setOpen] = useState(false)
  const commands = useAllCommands()
  const keyed = commands.filter((command) => command.keys !== undefined)
  const groups = [...new Set(keyed.map((command) => command.group))]
  return (
    <>
      <Tooltip label="Keyboard shortcuts (?)">
        <CommandIcon
          command={{ label: 'Keyboard shortcuts', group: 'View', keys: '?' }}
          className={className}
          onClick={() => setOpen(true)}
        >
          <IconKeyboard size={18} stroke={1.7} />
        </CommandIcon>
      </Tooltip>
      <Modal
        opened={open}
        onClose={() => setOpen(false)}
        title="Keyboard shortcuts"
        size="lg"
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        <div className={classes.groups}>
          {groups.map((group) => (
            <section key={group}>
              <h3>{group}</h3>
              <dl className={classes.keys}>
                {keyed
                  .filter((command) => command.group === group)
                  .map((command) => (
                    <div key={command.id} className={classes.row}>
                      <dt>{command.label}</dt>
                      <dd>{command.keys && <KeyCaps keys={command.keys} />}</dd>
                    </div>
                  ))}
              </dl>
            </section>
          ))}
        </div>
      </Modal>
    </>
  )
}
