import { Modal } from '@mantine/core'
import { useState } from 'react'
import { useAllCommands, useCommands } from '@/lib/commands'
import { KeyCaps } from '@/ui/key-caps'
import classes from './shortcuts-sheet.module.css'

/** The keys of this screen. */
export function ShortcutsSheet() {
  const [open, setOpen] = useState(false)
  const commands = useAllCommands()
  useCommands([
    {
      id: 'shortcuts',
      label: 'Keyboard shortcuts',
      group: 'View',
      keys: '?',
      run: () => setOpen(true),
    },
  ])
  const keyed = commands.filter((command) => command.keys !== undefined)
  const groups = [...new Set(keyed.map((command) => command.group))]
  return (
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
  )
}
