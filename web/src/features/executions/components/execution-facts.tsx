import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type Execution, sentSqlQuery } from '@/api/executions'
import { money } from '@/lib/money'
import { bytes, count, plural } from '@/lib/number'
import { duration, exactTime, shortTime } from '@/lib/time'
import { CopyableId } from '@/ui/copyable-id'
import { Facts } from '@/ui/facts'
import { originWords } from '../model/origin'

/** What was asked: window, parameters, times and ids. */
export function ExecutionFacts({ execution }: { execution: Execution }) {
  const { window } = execution
  const zoned = window.zone !== 'UTC'
  return (
    <Facts
      facts={[
        {
          term: 'Window',
          value: `${shortTime(window.start, window.zone)} – ${shortTime(window.end, window.zone)} ${window.zone}`,
        },
        zoned && {
          term: 'Window in UTC',
          value: `${shortTime(window.start, 'UTC')} – ${shortTime(window.end, 'UTC')}`,
        },
        {
          term: 'Settled',
          value: window.settled
            ? 'yes, Amazon’s data for it are complete'
            : `not before ${shortTime(window.settlesAt)}; numbers may still change`,
        },
        {
          term: 'Asked for',
          value: `${exactTime(execution.createdAt)} by ${execution.createdBy.name}, ${originWords(execution.origin)}`,
        },
        execution.rerunOf !== undefined && {
          term: 'Repeats',
          value: (
            <Link to="/executions/$executionId" params={{ executionId: execution.rerunOf }}>
              an earlier execution
            </Link>
          ),
        },
        {
          term: 'Times',
          value: `queue ${duration(execution.queueMs)} · AMC ${duration(execution.amcMs)} · collect ${duration(execution.collectMs)}`,
        },
        execution.rowCount !== undefined && {
          term: 'Result',
          value: `${plural(execution.rowCount, 'row')}, ${bytes(execution.bytes ?? 0)} stored`,
        },
        costFact(execution),
        { term: 'Time limit', value: duration(execution.timeoutSeconds * 1000) },
        { term: 'Execution', value: <CopyableId value={execution.id} label="execution id" /> },
        {
          term: 'Instance',
          value: <CopyableId value={execution.instance.amazonId} label="Amazon's instance id" />,
        },
      ]}
    />
  )
}

function costFact({ cost, estimate }: Execution) {
  if (cost) return { term: 'Cost', value: money(cost) }
  return estimate ? { term: 'Cost', value: `about ${money(estimate)}, reserved` } : false
}

export function ParameterFacts({ execution }: { execution: Execution }) {
  const { parameters, placeholders, parameterValues } = execution
  const { data: sent } = useQuery({
    ...sentSqlQuery(execution.id),
    enabled: placeholders.length > 0,
  })
  if (parameters.length + placeholders.length === 0)
    return <p className="quiet">This SQL asks for no values.</p>
  return (
    <Facts
      facts={[
        ...parameters.map((parameter) => ({
          term: parameter.name,
          value: (
            <code>
              {JSON.stringify(parameterValues[parameter.name] ?? parameter.default ?? null)}
            </code>
          ),
        })),
        ...placeholders.map(({ name, label }) => ({
          term: label || name,
          value: sent && <GivenValue value={sent.placeholderValues[name]} />,
        })),
      ]}
    />
  )
}

/** Of a long list, its beginning and how long it is. */
const SHOWN = 20

function GivenValue({ value }: { value: unknown }) {
  const long = Array.isArray(value) && value.length > SHOWN
  return (
    <>
      <code>{JSON.stringify(long ? value.slice(0, SHOWN) : value)}</code>
      {long && <span className="quiet num"> the first of {count(value.length)}</span>}
    </>
  )
}
