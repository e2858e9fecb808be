import { Button } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { depart, type Provider, waysQuery } from '@/api/sign-in'
import { ProblemPanel } from '@/ui/problem-panel'
import classes from './gate.module.css'

type Props = {
  /** Of the one-time link by which somebody comes. */
  invitation?: string
  /** Where to go afterwards. */
  next?: string
}

/** The ways to sign in besides the password, each a button that leads to its provider. */
export function ProviderButtons({ invitation, next }: Props) {
  const ways = useQuery(waysQuery())
  const going = useMutation({
    mutationFn: (provider: Provider) => depart({ provider, invitation, next }),
    onSuccess: (url) => location.assign(url),
  })
  const all: { provider: Provider; name: string }[] = []
  if (ways.data?.singleSignOn)
    all.push({ provider: 'single_sign_on', name: ways.data.singleSignOn })
  if (ways.data?.amazon) all.push({ provider: 'amazon', name: 'Amazon' })
  if (all.length === 0) return null
  return (
    <div className={classes.form}>
      {all.map(({ provider, name }) => (
        <form
          key={provider}
          onSubmit={(event: FormEvent) => {
            event.preventDefault()
            going.mutate(provider)
          }}
        >
          <Button
            type="submit"
            size="sm"
            fullWidth
            variant={ways.data?.singleSignOnOnly ? 'filled' : 'default'}
            loading={going.variables === provider && (going.isPending || going.isSuccess)}
          >
            Sign in with {name}
          </Button>
        </form>
      ))}
      {going.isError && <ProblemPanel title="The provider was not reached" error={going.error} />}
    </div>
  )
}
