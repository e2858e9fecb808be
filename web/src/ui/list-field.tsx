import { CloseButton, Input, TextInput } from '@mantine/core'
import { useClipboard } from '@mantine/hooks'
import { type ClipboardEvent, type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { count, plural } from '@/lib/number'
import { splitPasted } from '@/lib/parameter-values'
import { LONG_PASTE, readLongList } from '@/lib/pasted-list'
import { CommandButton } from './command-button'
import classes from './list-field.module.css'

type Props = {
  label: string
  description: string | undefined
  error: string | undefined
  placeholder: string | undefined
  values: string[]
  onChange: (values: string[]) => void
}

/** A page draws these many at once however long the list is. */
const SHOWN = 40

/** Entries of a list as chips; a paste of many lines becomes many. */
export function ListField({ label, description, error, placeholder, values, onChange }: Props) {
  const [text, setText] = useState('')
  const [told, setTold] = useState('')
  const clipboard = useClipboard()
  // What a long paste is added to once it is read.
  const latest = useRef({ values, onChange })
  useEffect(() => {
    latest.current = { values, onChange }
  })

  function add(more: string[], leftOut = 0) {
    const { values, onChange } = latest.current
    const all = values.length === 0 ? more : [...new Set([...values, ...more])]
    const repeated = leftOut + values.length + more.length - all.length
    setTold(repeated > 0 ? `${plural(repeated, 'repeated value')} left out` : '')
    if (all.length > values.length) onChange(all)
    setText('')
  }

  function addTyped(typed: string) {
    const items = splitPasted(typed)
    const different = [...new Set(items)]
    add(different, items.length - different.length)
  }

  async function addLong(pasted: string) {
    setTold('Reading what was pasted …')
    const { items, repeated } = await readLongList(pasted)
    add(items, repeated)
  }

  function onPaste(event: ClipboardEvent) {
    const pasted = event.clipboardData.getData('text/plain')
    if (pasted.length >= LONG_PASTE) {
      event.preventDefault()
      void addLong(pasted)
      return
    }
    if (splitPasted(pasted).length < 2) return
    event.preventDefault()
    addTyped(pasted)
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.key === 'Enter' && text.trim() !== '') {
      event.preventDefault()
      addTyped(text)
    } else if (event.key === 'Backspace' && text === '' && values.length > 0) {
      onChange(values.slice(0, -1))
    }
  }

  const hidden = values.length - SHOWN
  return (
    <div className={classes.field}>
      <TextInput
        label={label}
        description={description}
        error={error}
        placeholder={
          values.length === 0
            ? (placeholder ?? 'Type and press Enter, or paste a list')
            : 'One more'
        }
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        onPaste={onPaste}
        // What was typed and not entered is meant as well.
        onBlur={() => text.trim() !== '' && addTyped(text)}
      />
      {values.length > 0 && (
        <>
          <ul className={classes.chips} aria-label={`Values of ${label}`}>
            {values.slice(0, SHOWN).map((value, index) => (
              <li key={value} className={classes.chip}>
                <span className={classes.text}>{value}</span>
                <CloseButton
                  size={16}
                  iconSize={11}
                  aria-label={`Remove ${value}`}
                  onClick={() => onChange(values.toSpliced(index, 1))}
                />
              </li>
            ))}
            {hidden > 0 && <li className={classes.more}>and {count(hidden)} more</li>}
          </ul>
          <div className={classes.foot}>
            <span className="num quiet" aria-live="polite">
              {plural(values.length, 'value')}
              {told && ` · ${told}`}
            </span>
            <CommandButton
              command={{ label: 'Copy all values of', subject: label, group: 'Values' }}
              variant="subtle"
              size="compact-xs"
              onClick={() => clipboard.copy(values.join('\n'))}
            >
              {clipboard.copied ? 'Copied' : 'Copy all'}
            </CommandButton>
            <CommandButton
              command={{ label: 'Clear the values of', subject: label, group: 'Values' }}
              variant="subtle"
              color="gray"
              size="compact-xs"
              onClick={() => onChange([])}
            >
              Clear
            </CommandButton>
          </div>
        </>
      )}
      {values.length === 0 && told && <Input.Description>{told}</Input.Description>}
    </div>
  )
}
