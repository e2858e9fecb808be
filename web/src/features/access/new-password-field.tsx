import { type MantineSize, PasswordInput } from '@mantine/core'
import { PASSWORD_LENGTH } from './model'

type Props = {
  label?: string
  value: string
  error?: string | undefined
  autoFocus?: boolean
  size?: MantineSize
  onChange: (password: string) => void
}

/** A password that somebody chooses. The server looks whether attackers know it. */
export function NewPasswordField({
  label = 'Password',
  value,
  error,
  autoFocus,
  size,
  onChange,
}: Props) {
  return (
    <PasswordInput
      {...(size && { size })}
      label={label}
      description={`At least ${PASSWORD_LENGTH} characters; a few words make a good one. Passwords that were found in breaches are refused.`}
      autoComplete="new-password"
      autoFocus={autoFocus ?? false}
      required
      withAsterisk={false}
      minLength={PASSWORD_LENGTH}
      value={value}
      error={error}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}
