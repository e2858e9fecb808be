import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import {
  type Result,
  type ResultShape,
  type ResultViewColumn,
  resultViewQuery,
} from '@/api/executions'
import { titled } from './model/grid-column'
import { type View, viewText } from './model/view'

/** What a view of a result gives; while it is built, what was shown before, if anything was. */
export function useView(executionId: string, result: Result, view: View) {
  const text = viewText(view)
  const whole = useMemo(() => wholeOf(result), [result])
  const built = useQuery({
    ...resultViewQuery(executionId, text),
    initialData: text === '' ? whole : undefined,
    placeholderData: keepPreviousData,
  })
  const shape = useMemo(
    () =>
      built.data && { ...built.data, columns: named(built.data.columns, whole, built.data.view) },
    [built.data, whole],
  )
  const good = built.isPlaceholderData ? undefined : built.data?.view
  const [before, setBefore] = useState(good)
  if (good && good !== before) setBefore(good)
  return {
    /** The last view that could be built, for who wants to go back to it. */
    before: before && viewText(before) === text ? undefined : before,
    /** The columns as they are stored. */
    whole: whole.columns,
    shape,
    building: built.isPending || built.isPlaceholderData,
    error: built.error,
  }
}

/** The names of the columns that aggregates are made of are those of the result or of the view. */
function named(columns: ResultViewColumn[], whole: ResultShape, { computed = [] }: View) {
  const names = new Map(whole.columns.map(({ id, name }) => [id, name]))
  computed.forEach(({ name }, at) => {
    names.set(`x${at}`, name)
  })
  return columns.map((column) => titled(column, (id) => names.get(id) ?? column.name))
}

/** Every row as it was stored, which takes no building. */
function wholeOf({ columns, rowCount }: Result): ResultShape {
  return {
    view: {},
    columns: columns.map((column, at) => ({
      ...column,
      id: `c${at}`,
      key: false,
      computed: false,
    })),
    rowCount,
    total: rowCount,
  }
}
