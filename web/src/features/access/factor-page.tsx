import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { mySecondFactorQuery } from '@/api/second-factor'
import { sessionKeys, sessionQuery, signOut } from '@/api/session'
import { usePageTitle } from '@/ui/page'
import { AddGenerator } from './add-generator'
import { AddPasskey } from './add-passkey'
import { Gate } from './gate'
import classes from './gate.module.css'
import { safeNext } from './model'
import { RecoveryCodes } from './recovery-codes'

/** Whoever has to add a second factor does so here, and nothing else. */
export function FactorPage({ next }: { next: string | undefined }) {
  usePageTitle('Add a second factor')
  const client = useQueryClient()
  const navigate = useNavigate()
  const session = useQuery(sessionQuery())
  const mine = useQuery(mySecondFactorQuery())
  const [codes, setCodes] = useState<string[]>()
  const leave = useMutation({
    mutationFn: signOut,
    onSuccess: async () => {
      client.clear()
      client.setQueryData(sessionKeys.all, null)
      await navigate({ to: '/sign-in' })
    },
  })
  async function go() {
    await client.invalidateQueries({ queryKey: sessionKeys.all })
    await navigate({ href: safeNext(next) })
  }
  if (codes || session.data?.mustAddFactor === false) {
    return (
      <Gate
        title="Your second factor counts"
        note="From now on, the password alone lets you in no more."
      >
        {codes && <RecoveryCodes codes={codes} />}
        <Button size="sm" onClick={go}>
          {codes ? 'I have kept them, go on' : 'Go on'}
        </Button>
      </Gate>
    )
  }
  return (
    <Gate
      title="Add a second factor"
      note="Your organisation asks everybody for one. Everything else opens once it is there."
    >
      <AddGenerator onAdded={setCodes} hasPassword={mine.data?.hasPassword} />
      <p className="quiet">
        Or a passkey, which takes a finger, a face or a PIN instead of a code:
      </p>
      <AddPasskey onAdded={setCodes} />
      <div className={classes.ways}>
        <Button variant="subtle" size="compact-sm" onClick={() => leave.mutate()}>
          Sign out
        </Button>
      </div>
    </Gate>
  )
}
