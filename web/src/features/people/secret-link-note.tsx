import { CopyButton } from '@mantine/core'
import type { SecretLink } from '@/api/people'
import { datedTime } from '@/lib/time'
import { CommandButton } from '@/ui/command-button'
import classes from './people.module.css'

/** A one-time link, shown this once to whoever hands it over. */
export function SecretLinkNote({ made: { invitation, link } }: { made: SecretLink }) {
  const { person, kind, expiresAt } = invitation
  return (
    <div className={classes.secret} role="status">
      <p>
        Send this link to <strong>{person.name}</strong> ({invitation.email}) and to nobody else.
        Whoever opens it {kind === 'recovery' ? 'sets a new password' : 'sets the password'} of the
        account. It works once, until {datedTime(expiresAt)}, and is shown only now.
      </p>
      <div className={classes.value}>
        <code>{link}</code>
        <CopyButton value={link}>
          {({ copied, copy }) => (
            <CommandButton
              command={{ label: 'Copy the link', group: 'Copy', words: 'invitation recovery' }}
              variant="default"
              onClick={copy}
            >
              {copied ? 'Copied' : 'Copy the link'}
            </CommandButton>
          )}
        </CopyButton>
      </div>
    </div>
  )
}
