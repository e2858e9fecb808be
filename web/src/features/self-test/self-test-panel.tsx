import { Select } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { clientsQuery, instancesQuery } from '@/api/instances'
import { type SelfTest, selfTestKeys, selfTestsQuery, startSelfTest } from '@/api/self-tests'
import { systemQuery } from '@/api/system'
import { useWishKey } from '@/lib/use-wish-key'
import { CommandButton } from '@/ui/command-button'
import { EmptyState } from '@/ui/empty-state'
import { Panel } from '@/ui/panel'
import { ProblemPanel } from '@/ui/problem-panel'
import { SkeletonRows } from '@/ui/skeleton-rows'
import { TimeText } from '@/ui/time-text'
import { CheckList } from './check-list'
import classes from './self-test.module.css'
import { verdictWords } from './verdict-words'

/** Runs the self-test, and shows how far the newest one is and what it found. */
export function SelfTestPanel() {
  const client = useQueryClient()
  const tests = useQuery(selfTestsQuery())
  const wish = useWishKey()
  const [instance, setInstance] = useState<string>()
  const begin = useMutation({
    mutationFn: () => startSelfTest(instance, wish.current()),
    onSuccess: async () => {
      wish.renew()
      await client.invalidateQueries({ queryKey: selfTestKeys.all })
    },
  })
  const [last] = tests.data ?? []
  const runs = last?.progress === 'running'
  return (
    <>
      <div className={classes.bar}>
        <ProbeChoice value={instance} onChange={setInstance} />
        <CommandButton
          command={{
            label: 'Run the self-test',
            group: 'Self-test',
            words: 'doctor check health diagnose',
          }}
          loading={begin.isPending || runs}
          onClick={() => begin.mutate()}
        >
          {last ? 'Run it again' : 'Run the self-test'}
        </CommandButton>
      </div>
      {begin.isError && <ProblemPanel title="No self-test was begun" error={begin.error} />}
      <Panel flush>
        {tests.isPending && <SkeletonRows rows={6} height={48} />}
        {tests.isError && (
          <ProblemPanel title="The self-tests could not be read" error={tests.error} />
        )}
        {tests.isSuccess && !last && (
          <EmptyState title="No self-test was run yet">
            It looks at the database and its row level security, the encryption keys, the storage of
            results, the connections to Amazon, the background work and more, and says of each what
            was found and what to do. It takes some seconds.
          </EmptyState>
        )}
        {last && (
          <>
            <Verdict test={last} />
            <CheckList checks={last.checks} />
          </>
        )}
      </Panel>
    </>
  )
}

function Verdict({ test }: { test: SelfTest }) {
  return (
    <p className={classes.verdict} role="status">
      <strong className="num">{verdictWords(test)}.</strong>
      <span className="quiet">
        {test.person ? `${test.person.name}, ` : ''}
        <TimeText at={test.endedAt ?? test.startedAt} /> on {test.host}
      </span>
    </p>
  )
}

type ChoiceProps = { value: string | undefined; onChange: (id: string | undefined) => void }

/** Where a query is tried from end to end. */
function ProbeChoice({ value, onChange }: ChoiceProps) {
  const { data: instances = [] } = useQuery(instancesQuery())
  const { data: clients = [] } = useQuery(clientsQuery())
  const left = new Set(clients.flatMap(({ id, offBoardedAt }) => (offBoardedAt ? [id] : [])))
  const sandbox = useQuery(systemQuery()).data?.sandbox.enabled
  const able = instances.filter(
    ({ health, client }) => health === 'healthy' && !left.has(client.id),
  )
  return (
    <Select
      className={classes.instance}
      label="Try a query on"
      description={
        sandbox
          ? 'The sandbox answers it; it costs nothing.'
          : 'It takes a slot of the instance and reads no data.'
      }
      placeholder={sandbox ? 'Any instance of the sandbox' : 'No instance: no query is run'}
      clearable
      searchable
      value={value ?? null}
      data={able.map(({ id, name, client }) => ({ value: id, label: `${client.name}: ${name}` }))}
      onChange={(chosen) => onChange(chosen ?? undefined)}
    />
  )
}
