import { Alert } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { fitQuery } from '@/api/saved-views'
import { lossWords } from './saved-state'

type Props = { executionId: string; saved: string | undefined }

/** What of the saved view that is shown does not fit this result. */
export function LostParts({ executionId, saved }: Props) {
  const [seen, setSeen] = useState<string | null>(null)
  const { data } = useQuery({ ...fitQuery(saved ?? '', executionId), enabled: saved !== undefined })
  if (saved === undefined || seen === saved || !data || data.lost.length === 0) return null
  return (
    <Alert
      color="yellow"
      role="status"
      title={`“${data.savedView.name}” does not fit this result in full`}
      withCloseButton
      closeButtonLabel="Close"
      onClose={() => setSeen(saved)}
      m="xs"
      // Yellow letters on yellow are hard to read.
      styles={{ title: { color: 'var(--ink)' } }}
    >
      {data.lost.map((loss) => (
        <div key={JSON.stringify(loss)}>{lossWords(loss)}</div>
      ))}
    </Alert>
  )
}
