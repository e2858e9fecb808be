import { useEffect, useRef, useState } from 'react'
import { type ExportChoice, openExport } from '@/api/executions'
import { BrokenOff, type FramedEnd, readFramed } from '@/lib/framed'
import { count, plural } from '@/lib/number'
import { saveFile } from '@/lib/save-file'

export type ExportState =
  | { kind: 'choosing' }
  | ({ kind: 'running'; rows: number; bytes: number } & Asked)
  | ({ kind: 'done'; name: string; end: FramedEnd } & Asked)
  | ({ kind: 'failed'; error: unknown } & Asked)

/** What was asked for, and how many rows that is. */
type Asked = { choice: ExportChoice; of: number }

/** Parts of so many bytes are handed to the browser, which keeps them outside the page. */
const PART = 4 << 20

/** How often bytes are drawn between two reports of rows, in milliseconds. */
const DRAW_EVERY = 100

/** One export of an execution's result at a time. It goes on while its dialog is closed. */
export function useExport(executionId: string) {
  const [state, setState] = useState<ExportState>({ kind: 'choosing' })
  const running = useRef<AbortController>(undefined)
  useEffect(() => () => running.current?.abort(), [])

  const start = async (choice: ExportChoice, of: number) => {
    running.current?.abort()
    const stop = new AbortController()
    running.current = stop
    const show = (next: ExportState) => {
      if (!stop.signal.aborted) setState(next)
    }
    show({ kind: 'running', choice, of, rows: 0, bytes: 0 })
    try {
      const { name, body } = await openExport(executionId, choice, stop.signal)
      const file = gather()
      let rows = 0
      let drawn = 0
      const draw = () => {
        drawn = performance.now()
        show({ kind: 'running', choice, of, rows, bytes: file.bytes() })
      }
      const end = await readFramed(body, {
        onData: (part) => {
          file.add(part)
          if (performance.now() - drawn >= DRAW_EVERY) draw()
        },
        onProgress: (count) => {
          rows = count
          draw()
        },
      })
      if (stop.signal.aborted) return
      if (end.rows !== of) {
        throw new BrokenOff(`${plural(end.rows, 'row')} came where there are ${count(of)}.`)
      }
      saveFile(name, file.whole())
      show({ kind: 'done', choice, of, name, end })
    } catch (error) {
      const lost = error instanceof TypeError // the connection, as fetch tells it
      show({
        kind: 'failed',
        choice,
        of,
        error: lost ? new BrokenOff('The connection broke before the file was whole.') : error,
      })
    }
  }
  /** Nothing of a file that was not whole is kept. */
  const cancel = () => {
    running.current?.abort()
    setState({ kind: 'choosing' })
  }
  return { state, start, cancel, again: () => setState({ kind: 'choosing' }) }
}

function gather() {
  const parts: Blob[] = []
  let open: Uint8Array<ArrayBuffer>[] = []
  let held = 0
  let bytes = 0
  const close = () => {
    if (held > 0) parts.push(new Blob(open))
    open = []
    held = 0
  }
  return {
    add(part: Uint8Array) {
      open.push(part.slice())
      held += part.length
      bytes += part.length
      if (held >= PART) close()
    },
    bytes: () => bytes,
    whole() {
      close()
      return new Blob(parts, { type: 'application/octet-stream' })
    },
  }
}
