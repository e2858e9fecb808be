import { Button } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { depart, offeredProviders, type Provider, waysQuery } from '@/api/sign-in'
import { ProblemPanel } from '@/ui/problem-panel'
import classes from './gate.module.css'

type Props = {
  /** Of the one-time link by which somebody comes. */
  invitation?: string
  /** Where to go afterwards. */
  next?: string
}

/** The ways to sign in besides the password: buttons that lead to the providers. */
export function ProviderButtons({ invitation, next }: Props) {
  const ways = useQuery(waysQuery())
  const going = useMutation({
    mutationFn: (provider: Provider) => depart({ provider, invitation, next }),
    onSuccess: (url) => location.assign(url),
  })
  const offered = offeredProviders(ways.data)
  if (offered.length === 0) return null
  return (
    <div className={classes.form}>
      {offered.map(({ provider, name }) => (
        <Button
          key={provider}
          size="sm"
          fullWidth
          variant={
            provider === 'single_sign_on' && ways.data?.singleSignOnOnly ? 'filled' : 'default'
          }
          loading={going.variables === provider && (going.isPending || going.isSuccess)}
          onClick={() => going.mutate(provider)}
        >
          Sign in with {name}
        </Button>
      ))}
      {going.isError && <ProblemPanel title="The provider was not reached" error={going.error} />}
    </div>
  )
}
