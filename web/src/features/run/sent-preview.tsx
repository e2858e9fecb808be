import { Collapse } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconChevronRight } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type ReactNode, useId, useState } from 'react'
import { ApiError } from '@/api/api-error'
import { type ExecutionPreview, type ExecutionRequest, previewQuery } from '@/api/executions'
import { duration, shortTime } from '@/lib/time'
import { BareCommandButton } from '@/ui/command-button'
import { Facts } from '@/ui/facts'
import { ProblemPanel } from '@/ui/problem-panel'
import { SkeletonRows } from '@/ui/skeleton-rows'
import classes from './sent-preview.module.css'

type Props = {
  /** The run as it is set up; null while it has no instance. Called once the preview is open. */
  request: () => ExecutionRequest | null
  renderSql: (sql: string) => ReactNode
}

/** What Amazon will be sent for a run, as the server says; asked for once it is opened. */
export function SentPreview({ request, renderSql }: Props) {
  const [open, setOpen] = useState(false)
  const id = useId()
  return (
    <section className={classes.section}>
      <BareCommandButton
        command={{
          label: open ? 'Hide what will be sent' : 'Show what will be sent',
          group: 'Query',
          words: 'preview amazon request',
        }}
        className={classes.head}
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
      >
        <IconChevronRight size={14} className={classes.mark} aria-hidden />
        What will be sent
      </BareCommandButton>
      <Collapse expanded={open} id={id}>
        {open && <Sent request={request()} renderSql={renderSql} />}
      </Collapse>
    </section>
  )
}

type SentProps = { request: ExecutionRequest | null; renderSql: Props['renderSql'] }

function Sent({ request, renderSql }: SentProps) {
  const [asked] = useDebouncedValue(request, 400)
  const preview = useQuery({
    ...previewQuery(asked),
    enabled: asked !== null,
    placeholderData: keepPreviousData,
  })
  if (!asked) return <p className="quiet">Choose an instance first.</p>
  if (preview.isError) {
    return <ProblemPanel title="It cannot be sent like this" error={inWords(preview.error)} />
  }
  if (preview.isPending) return <SkeletonRows rows={5} />
  return <Body preview={preview.data} renderSql={renderSql} />
}

/** The fields at fault say more than the sentence about all of them. */
function inWords(error: Error): Error {
  const fields = error instanceof ApiError ? Object.entries(error.fields) : []
  if (fields.length === 0) return error
  return new Error(fields.map(([at, message]) => `${at.split('/').at(-1)} ${message}`).join(' · '))
}

const SHOWN_PROBLEMS = 5

type BodyProps = { preview: ExecutionPreview; renderSql: (sql: string) => ReactNode }

function Body({ preview, renderSql }: BodyProps) {
  const { window, parameters, timeoutSeconds, syntheticData, sql, problems } = preview
  const zones = window.zone === 'UTC' ? ['UTC'] : [window.zone, 'UTC']
  return (
    <div className={classes.body}>
      {problems.length > 0 && (
        <ul className={classes.problems} aria-label="Problems in what will be sent">
          {problems.slice(0, SHOWN_PROBLEMS).map((problem) => (
            <li
              key={`${problem.line}:${problem.column}:${problem.code}`}
              data-severity={problem.severity}
            >
              {problem.severity}, line {problem.line}: {problem.message}
            </li>
          ))}
          {problems.length > SHOWN_PROBLEMS && <li>and {problems.length - SHOWN_PROBLEMS} more</li>}
        </ul>
      )}
      <Facts
        facts={[
          ...zones.map((zone) => ({
            term: zone,
            value: `${shortTime(window.start, zone)} – ${shortTime(window.end, zone)}`,
          })),
          { term: 'Time limit', value: duration(timeoutSeconds * 1000) },
          syntheticData && { term: 'Data', value: 'synthetic, as this instance asks' },
          ...parameters.map(({ name, type, value }) => ({
            term: name,
            value:
              value === undefined ? (
                'a mark by which RecomAMP finds the run again'
              ) : (
                <code title={type}>{value}</code>
              ),
          })),
        ]}
      />
      <div className={classes.sql}>{renderSql(sql)}</div>
    </div>
  )
}
