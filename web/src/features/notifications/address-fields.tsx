import { PasswordInput, TextInput } from '@mantine/core'
import { type MailParts, webhookHelp } from './model/address'
import type { ChannelDraft } from './model/draft'
import classes from './notifications.module.css'

type Props = {
  draft: ChannelDraft
  /** What may be shown of the address that an edit keeps. */
  kept: string | undefined
  onChange: (part: Partial<ChannelDraft>) => void
}

/** Where the channel leads. What is typed here is a secret: it is never shown again. */
export function AddressFields({ draft, kept, onChange }: Props) {
  const keeps = kept ? `empty keeps ${kept}` : undefined
  if (draft.service === 'mail') {
    return <MailFields mail={draft.mail} keeps={keeps} onChange={(mail) => onChange({ mail })} />
  }
  const { placeholder, help } = webhookHelp[draft.service]
  return (
    <PasswordInput
      size="xs"
      className={classes.wide}
      label="Address of the webhook"
      description={help}
      placeholder={keeps ?? placeholder}
      autoComplete="off"
      maxLength={4096}
      value={draft.webhook}
      visibilityToggleButtonProps={{ 'aria-label': 'Show the address' }}
      onChange={(event) => onChange({ webhook: event.currentTarget.value })}
    />
  )
}

type MailProps = {
  mail: MailParts
  keeps: string | undefined
  onChange: (mail: MailParts) => void
}

function MailFields({ mail, keeps, onChange }: MailProps) {
  const field = (name: keyof MailParts) => ({
    value: mail[name],
    onChange: (event: { currentTarget: HTMLInputElement }) =>
      onChange({ ...mail, [name]: event.currentTarget.value }),
  })
  return (
    <>
      {keeps && <p className="quiet">Left as it is: {keeps}.</p>}
      <div className={classes.row}>
        <TextInput
          label="To"
          placeholder="ada@agency.example, ops@agency.example"
          {...field('to')}
        />
        <TextInput label="From" placeholder="recomamp@agency.example" {...field('from')} />
      </div>
      <div className={classes.row}>
        <TextInput label="Mail server" placeholder="mail.agency.example" {...field('host')} />
        <TextInput className={classes.small} label="Port" inputMode="numeric" {...field('port')} />
        <TextInput label="User" placeholder="none" autoComplete="off" {...field('user')} />
        <PasswordInput
          size="xs"
          label="Password"
          placeholder="none"
          autoComplete="new-password"
          visibilityToggleButtonProps={{ 'aria-label': 'Show the password' }}
          {...field('password')}
        />
      </div>
    </>
  )
}
