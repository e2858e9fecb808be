import { IconBell, IconBellCheck } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type Ends, setTell, tellQuery } from '@/api/tell'
import { CommandButton, CommandIcon } from './command-button'

type Props = {
  /** What is open and will end. */
  of: Ends
  group: string
  /** Stands in a row of a table, where only a sign has room: what the row is about. */
  row?: string
}

/** Asks to be told when something ends, behind the bell and by channels of one's own. */
export function TellButton({ of, group, row }: Props) {
  const client = useQueryClient()
  const query = tellQuery(of)
  const { data } = useQuery(query)
  const telling = useMutation({
    mutationFn: (wanted: boolean) => setTell(of, wanted),
    onSuccess: (told) => client.setQueryData(query.queryKey, told),
  })
  const wanted = data?.wanted ?? false
  const label = wanted ? 'You are told when it ends' : 'Tell me when it ends'
  const Icon = wanted ? IconBellCheck : IconBell
  const shared = {
    variant: 'default',
    'aria-pressed': wanted,
    disabled: !data,
    loading: telling.isPending,
    onClick: () => telling.mutate(!wanted),
    title: 'Behind the bell, and by channels of your own',
  } as const
  if (row !== undefined) {
    return (
      <CommandIcon command={{ label, subject: row, group, words: 'notify done' }} {...shared}>
        <Icon size={16} />
      </CommandIcon>
    )
  }
  return (
    <CommandButton
      command={{ label, group, words: 'notify done' }}
      leftSection={<Icon size={14} />}
      {...shared}
    >
      {label}
    </CommandButton>
  )
}
