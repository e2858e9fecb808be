import { SegmentedControl } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { type Execution, sentSqlQuery } from '@/api/executions'
import { SqlView } from '@/features/editor/components/sql-view'
import { ProblemPanel } from '@/ui/problem-panel'
import { SkeletonRows } from '@/ui/skeleton-rows'
import classes from './execution-sql.module.css'

/** The SQL of an execution: as written, and with its placeholders filled as it was sent. */
export function ExecutionSql({ execution }: { execution: Execution }) {
  const [shown, setShown] = useState('written')
  if (execution.placeholders.length === 0) return <SqlView sql={execution.sql} />
  return (
    <>
      <SegmentedControl
        className={classes.choice}
        size="xs"
        aria-label="Which SQL"
        value={shown}
        onChange={setShown}
        data={[
          { value: 'written', label: 'As written' },
          { value: 'sent', label: 'As sent' },
        ]}
      />
      {shown === 'written' ? (
        <SqlView sql={execution.sql} />
      ) : (
        <SentSql executionId={execution.id} />
      )}
    </>
  )
}

function SentSql({ executionId }: { executionId: string }) {
  const sent = useQuery(sentSqlQuery(executionId))
  if (sent.isError) return <ProblemPanel title="The SQL could not be read" error={sent.error} />
  if (sent.isPending) return <SkeletonRows rows={6} height={22} />
  return <SqlView sql={sent.data.sql} />
}
