import { CopyButton } from '@mantine/core'
import { saveFile } from '@/lib/save-file'
import { CommandButton } from '@/ui/command-button'
import classes from './account.module.css'

/** Recovery codes, shown this once. */
export function RecoveryCodes({ codes }: { codes: string[] }) {
  const text = codes.join('\n')
  return (
    <div className={classes.secret} role="status">
      <p>
        <strong>Keep these recovery codes</strong> where you keep what must not be lost, not on the
        device that is your second factor. Each lets you in once, in place of it. They are shown
        only now.
      </p>
      <ol className={classes.codes}>
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ol>
      <div className={classes.buttons}>
        <CopyButton value={text}>
          {({ copied, copy }) => (
            <CommandButton
              command={{ label: 'Copy the recovery codes', group: 'Copy', words: 'second factor' }}
              variant="default"
              onClick={copy}
            >
              {copied ? 'Copied' : 'Copy'}
            </CommandButton>
          )}
        </CopyButton>
        <CommandButton
          command={{ label: 'Save the recovery codes as a file', group: 'Account' }}
          variant="default"
          onClick={() =>
            saveFile('recomamp-recovery-codes.txt', new Blob([`${text}\n`], { type: 'text/plain' }))
          }
        >
          Save as a file
        </CommandButton>
      </div>
    </div>
  )
}
