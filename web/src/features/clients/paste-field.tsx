import { Textarea } from '@mantine/core'
import { type ClipboardEvent, useMemo } from 'react'
import type { Pack } from '@/api/packs'
import { bytes, plural } from '@/lib/number'
import { example, kindWords, separators } from '@/lib/pack-words'
import { afterPaste, beginning, behind, fieldHolds, lineCount } from './long-text'

type Props = { pack: Pack; text: string; onText: (text: string) => void }

/**
 * Takes values by typing and by a paste. A long text is kept beside the field,
 * which shows how it begins and how long it is.
 */
export function PasteField({ pack, text, onText }: Props) {
  const long = text.length > fieldHolds
  const about = useMemo(() => (long ? aboutLong(text) : undefined), [long, text])

  function onPaste(event: ClipboardEvent<HTMLTextAreaElement>) {
    const pasted = event.clipboardData.getData('text/plain')
    if (pasted === '') return
    const next = long ? behind(text, pasted) : afterPaste(event.currentTarget, pasted)
    // The field itself does the short ones: they can be undone.
    if (next.length <= fieldHolds) return
    event.preventDefault()
    onText(next)
  }
  return (
    <Textarea
      data-autofocus
      label={`Paste ${kindWords(pack)}`}
      description={about?.words ?? `${separators(pack)} A table with a header works as well.`}
      placeholder={example(pack)}
      rows={7}
      value={about?.shown ?? text}
      readOnly={long}
      onPaste={onPaste}
      onChange={(event) => onText(event.currentTarget.value)}
    />
  )
}

function aboutLong(text: string) {
  const shown = beginning(text)
  const lines = lineCount(text)
  const first = lines > 1 ? `the first ${plural(lineCount(shown), 'line')}` : 'the beginning'
  return {
    shown,
    words: `${plural(lines, 'line')}, ${bytes(text.length)}: all of it is read, and ${first} shown. What you paste next comes behind it.`,
  }
}
