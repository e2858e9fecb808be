import { Checkbox } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type RefCallback, useEffect, useRef, useState } from 'react'
import {
  type ExecutionSummary,
  executionName,
  executionQuery,
  isFinal,
  LIST_PAGE,
} from '@/api/executions'
import { count } from '@/lib/number'
import { dayRange, duration } from '@/lib/time'
import { useNow } from '@/lib/use-now'
import { ClientChip } from '@/ui/client-chip'
import table from '@/ui/data-table.module.css'
import { StateBadge } from '@/ui/state-badge'
import { TimeText } from '@/ui/time-text'
import { type Outcome, rangeOf } from '../model/bulk'
import { elapsed } from '../model/live-list'
import classes from './execution-table.module.css'
import { RetryCountdown } from './retry-countdown'

/** From this many on, only the rows in view are drawn. */
const DRAW_ALL = 200
const ROW_HEIGHT = 41

type Props = {
  executions: ExecutionSummary[]
  selected: ReadonlySet<string>
  /** What became of those that were acted on together. */
  outcomes: ReadonlyMap<string, Outcome> | undefined
  /** Absent for who can do nothing with a selection. */
  onSelect: ((selected: ReadonlySet<string>) => void) | undefined
  /** The last rows came into view and there are more. */
  onEnd: (() => void) | undefined
}

/** Executions as rows; on a phone, as cards. */
export function ExecutionTable({ executions, selected, outcomes, onSelect, onEnd }: Props) {
  const box = useRef<HTMLDivElement>(null)
  const anchor = useRef<string | null>(null)
  const [margin, setMargin] = useState(0)
  const rows = useVirtualizer({
    count: executions.length,
    enabled: executions.length > DRAW_ALL,
    getScrollElement: () => box.current?.closest('main') ?? null,
    getItemKey: (index) => executions[index]?.id ?? index,
    estimateSize: () => ROW_HEIGHT,
    overscan: 8,
    scrollMargin: margin,
  })
  const drawn = rows.getVirtualItems()
  const virtual = executions.length > DRAW_ALL
  useEffect(() => {
    const scroller = box.current?.closest('main')
    if (!virtual || !box.current || !scroller) return
    setMargin(
      box.current.getBoundingClientRect().top -
        scroller.getBoundingClientRect().top +
        scroller.scrollTop,
    )
  }, [virtual])
  const last = drawn.at(-1)?.index ?? 0
  useEffect(() => {
    if (virtual && last >= executions.length - 20) onEnd?.()
  }, [virtual, last, executions.length, onEnd])

  function select(id: string, on: boolean, range: boolean) {
    const ids = executions.map((execution) => execution.id)
    const next = new Set(selected)
    for (const each of range && anchor.current ? rangeOf(ids, anchor.current, id) : [id]) {
      if (on) next.add(each)
      else next.delete(each)
    }
    anchor.current = id
    onSelect?.(next)
  }

  const all = executions.length > 0 && executions.every(({ id }) => selected.has(id))
  const row = (execution: ExecutionSummary, index: number, measure?: RefCallback<Element>) => (
    <ExecutionRow
      key={execution.id}
      execution={execution}
      index={index}
      measure={measure}
      selected={selected.has(execution.id)}
      outcome={outcomes?.get(execution.id)}
      onSelect={onSelect && select}
    />
  )
  const before = virtual ? (drawn[0]?.start ?? margin) - margin : 0
  const after = virtual ? rows.getTotalSize() - ((drawn.at(-1)?.end ?? margin) - margin) : 0
  return (
    <div ref={box} className={table.scroll}>
      <table className={table.table} aria-rowcount={executions.length + 1}>
        <thead>
          <tr>
            {onSelect && (
              <th className={classes.pick}>
                <Checkbox
                  size="xs"
                  aria-label="Select all that are shown"
                  checked={all}
                  indeterminate={!all && executions.some(({ id }) => selected.has(id))}
                  onChange={() =>
                    onSelect(all ? new Set() : new Set(executions.map(({ id }) => id)))
                  }
                />
              </th>
            )}
            <th>Query</th>
            <th>State</th>
            <th>Client · instance</th>
            <th>Window</th>
            <th className={table.right}>Rows</th>
            <th className={table.right}>Time</th>
            <th>Started</th>
            <th className={table.extra}>By</th>
          </tr>
        </thead>
        <tbody>
          {before > 0 && <Space height={before} />}
          {virtual
            ? drawn.map(({ index }) => {
                const execution = executions[index]
                return execution && row(execution, index, rows.measureElement)
              })
            : executions.map((execution, index) => row(execution, index))}
          {after > 0 && <Space height={after} />}
        </tbody>
      </table>
    </div>
  )
}

function Space({ height }: { height: number }) {
  return (
    <tr aria-hidden className={classes.space} style={{ height }}>
      <td />
    </tr>
  )
}

type RowProps = {
  execution: ExecutionSummary
  index: number
  measure: RefCallback<Element> | undefined
  selected: boolean
  outcome: Outcome | undefined
  onSelect: ((id: string, on: boolean, range: boolean) => void) | undefined
}

function ExecutionRow({ execution: read, index, measure, selected, outcome, onSelect }: RowProps) {
  const execution = useCurrent(read, index)
  const { client } = execution.instance
  const name = executionName(execution)
  return (
    <tr
      ref={measure}
      data-index={index}
      data-selected={selected || undefined}
      className={classes.row}
    >
      {onSelect && (
        <td className={classes.pick}>
          <Checkbox
            size="xs"
            aria-label={`Select ${name}`}
            checked={selected}
            onChange={() => undefined}
            onClick={(event) => onSelect(execution.id, !selected, event.shiftKey)}
          />
        </td>
      )}
      <td>
        <Link
          to="/executions/$executionId"
          params={{ executionId: execution.id }}
          className={table.strong}
        >
          {name}
        </Link>
        <span className="quiet num">
          {execution.queryVersion === undefined ? ' not saved' : ` v${execution.queryVersion}`}
        </span>
      </td>
      <td data-label="State" className={table.nowrap}>
        <StateBadge state={execution.state} />
        {execution.retry && (
          <div className="quiet">
            <RetryCountdown retry={execution.retry} />
          </div>
        )}
        {outcome && (
          <span className={classes.outcome} data-refused={!outcome.ok || undefined}>
            {outcome.words}
          </span>
        )}
      </td>
      <td data-label="Client">
        <ClientChip name={client.name} color={client.color} detail={execution.instance.name} />
      </td>
      <td data-label="Window" className={`${table.nowrap} num`}>
        {dayRange(execution.window.start, execution.window.end, execution.window.zone)}
      </td>
      <td data-label="Rows" className={table.right}>
        {execution.rowCount === undefined ? (
          <span className="quiet">–</span>
        ) : (
          count(execution.rowCount)
        )}
      </td>
      <td data-label="Time" className={`${table.right} ${table.nowrap}`}>
        {isFinal(execution.state) ? (
          duration(elapsed(execution, 0))
        ) : (
          <RunningTime execution={execution} />
        )}
      </td>
      <td data-label="Started" className={table.nowrap}>
        <TimeText at={execution.createdAt} />
      </td>
      <td data-label="By" className={table.extra}>
        {execution.createdBy.name}
      </td>
    </tr>
  )
}

/** Behind the live head of the list, a row that is on its way keeps itself current. */
function useCurrent(execution: ExecutionSummary, index: number): ExecutionSummary {
  const behind = index >= LIST_PAGE && !isFinal(execution.state)
  const { data } = useQuery({ ...executionQuery(execution.id), enabled: behind })
  return behind && data ? data : execution
}

function RunningTime({ execution }: { execution: ExecutionSummary }) {
  return <>{duration(elapsed(execution, useNow('second')))}</>
}
