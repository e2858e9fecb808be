import { Button } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { depart, waysQuery } from '@/api/sign-in'
import { ProblemPanel } from '@/ui/problem-panel'
import classes from './gate.module.css'

type Props = {
  /** Of the one-time link by which somebody comes. */
  invitation?: string
  /** Where to go afterwards. */
  next?: string
}

/** The way to sign in besides the password: a button that leads to the provider. */
export function ProviderButtons({ invitation, next }: Props) {
  const ways = useQuery(waysQuery())
  const going = useMutation({
    mutationFn: () => depart({ provider: 'single_sign_on', invitation, next }),
    onSuccess: (url) => location.assign(url),
  })
  if (!ways.data?.singleSignOn) return null
  return (
    <div className={classes.form}>
      <form
        onSubmit={(event: FormEvent) => {
          event.preventDefault()
          going.mutate()
        }}
      >
        <Button
          type="submit"
          size="sm"
          fullWidth
          variant={ways.data.singleSignOnOnly ? 'filled' : 'default'}
          loading={going.isPending || going.isSuccess}
        >
          Sign in with {ways.data.singleSignOn}
        </Button>
      </form>
      {going.isError && <ProblemPanel title="The provider was not reached" error={going.error} />}
    </div>
  )
}
