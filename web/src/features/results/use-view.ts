import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { type Result, type ResultShape, resultViewQuery } from '@/api/executions'
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
  return {
    /** The columns as they are stored. */
    whole: whole.columns,
    shape: built.data,
    building: built.isPending || built.isPlaceholderData,
    error: built.error,
  }
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
