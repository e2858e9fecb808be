import { Select } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { connect, type Region } from '@/api/connections'
import { idempotencyKey } from '@/lib/idempotency-key'
import { CommandButton } from '@/ui/command-button'
import { ProblemPanel } from '@/ui/problem-panel'
import { regionWords } from './model'

type Props = {
  /** Called before the browser leaves for Amazon's consent page. */
  onLeave?: () => void
}

/** Chooses a region and leaves for Amazon's consent page. */
export function ConnectAmazon({ onLeave }: Props) {
  const [region, setRegion] = useState<Region>('NA')
  const [key] = useState(idempotencyKey)
  const begin = useMutation({
    mutationFn: () => connect(region, key),
    onSuccess: ({ authorizeUrl }) => {
      onLeave?.()
      window.location.assign(authorizeUrl)
    },
  })
  return (
    <>
      <Select
        aria-label="Amazon's region"
        w={190}
        value={region}
        data={(['NA', 'EU', 'FE'] as const).map((value) => ({ value, label: regionWords[value] }))}
        onChange={(value) => setRegion(value === 'EU' || value === 'FE' ? value : 'NA')}
      />
      <CommandButton
        command={{
          label: 'Connect Amazon',
          group: 'Connections',
          keys: 'c a',
          words: 'consent new connection',
        }}
        loading={begin.isPending || begin.isSuccess}
        onClick={() => begin.mutate()}
      >
        Connect Amazon
      </CommandButton>
      {begin.isError && <ProblemPanel title="Connecting did not begin" error={begin.error} />}
    </>
  )
}
