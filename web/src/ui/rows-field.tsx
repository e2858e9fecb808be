import { ActionIcon, Input, VisuallyHidden } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { type ClipboardEvent, useId } from 'react'
import { plural } from '@/lib/number'
import { parseTable } from '@/lib/pasted-table'
import { CommandButton } from './command-button'
import classes from './rows-field.module.css'

type Props = {
  label: string
  description: string | undefined
  error: string | undefined
  /** The names of the columns; none when the query does not name them. */
  columns: string[]
  rows: string[][]
  onChange: (rows: string[][]) => void
}

/** A page draws these many at once however many there are. */
const SHOWN = 20

/** Rows of values in a small grid; a paste from a spreadsheet fills it. */
export function RowsField({ label, description, error, columns, rows, onChange }: Props) {
  const id = useId()
  const width = Math.max(columns.length, rows[0]?.length ?? 1, 1)
  const names = Array.from({ length: width }, (_, at) => columns[at] ?? `column ${at + 1}`)
  const blank = () => names.map(() => '')
  const shown = rows.length === 0 ? [blank()] : rows.slice(0, SHOWN)

  function change(row: number, column: number, text: string) {
    const next = rows.length === 0 ? [blank()] : [...rows]
    next[row] = names.map((_, at) => (at === column ? text : (next[row]?.[at] ?? '')))
    onChange(next.length === 1 && next[0]?.every((cell) => cell === '') ? [] : next)
  }

  function onPaste(event: ClipboardEvent, row: number, column: number) {
    const pasted = parseTable(event.clipboardData.getData('text/plain'))
    const widest = pasted[0]?.length ?? 0
    if (pasted.length < 2 && widest < 2) return
    event.preventDefault()
    const next = [...rows.slice(0, row)]
    const wide = columns.length > 0 ? columns.length : Math.max(width, column + widest)
    for (const cells of pasted) {
      const line = Array.from({ length: wide }, (_, at) =>
        at < column ? (rows[next.length]?.[at] ?? '') : (cells[at - column] ?? ''),
      )
      next.push(line)
    }
    onChange([...next, ...rows.slice(next.length)])
  }

  const hidden = rows.length - SHOWN
  return (
    <Input.Wrapper label={label} description={description} error={error} labelElement="div" id={id}>
      <div className={classes.scroll}>
        <table className={classes.grid} aria-label={label}>
          <thead>
            <tr>
              {names.map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
              <th>
                <VisuallyHidden>Remove</VisuallyHidden>
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map((row, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a row has no other name than its place
              <tr key={at}>
                {names.map((name, column) => (
                  <td key={name}>
                    <input
                      aria-label={`${name}, row ${at + 1}`}
                      value={row[column] ?? ''}
                      onChange={(event) => change(at, column, event.currentTarget.value)}
                      onPaste={(event) => onPaste(event, at, column)}
                    />
                  </td>
                ))}
                <td>
                  <ActionIcon
                    size={20}
                    aria-label={`Remove row ${at + 1}`}
                    disabled={rows.length === 0}
                    onClick={() => onChange(rows.toSpliced(at, 1))}
                  >
                    <IconX size={12} />
                  </ActionIcon>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div className={classes.foot}>
        <span className="num quiet" aria-live="polite">
          {plural(rows.length, 'row')}
          {hidden > 0 && `, the first ${SHOWN} shown`}
        </span>
        <CommandButton
          command={{ label: 'Add a row to', subject: label, group: 'Values' }}
          variant="subtle"
          size="compact-xs"
          onClick={() => onChange([...rows, blank()])}
        >
          Add a row
        </CommandButton>
        {rows.length > 0 && (
          <CommandButton
            command={{ label: 'Clear the rows of', subject: label, group: 'Values' }}
            variant="subtle"
            color="gray"
            size="compact-xs"
            onClick={() => onChange([])}
          >
            Clear
          </CommandButton>
        )}
      </div>
    </Input.Wrapper>
  )
}
