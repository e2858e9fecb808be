import { Button, FileButton, Modal, SegmentedControl } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useMemo, useState } from 'react'
import { isStatus } from '@/api/api-error'
import {
  brandKeys,
  fillByText,
  type Pack,
  type PackChange,
  type PackText,
  packKeys,
  previewText,
} from '@/api/packs'
import { kindWords } from '@/lib/pack-words'
import { ProblemPanel } from '@/ui/problem-panel'
import classes from './clients.module.css'
import { ColumnChoice } from './column-choice'
import { ImportPreview } from './import-preview'
import { fieldHolds, type Given, given, largest } from './long-text'
import { PasteField } from './paste-field'

type Props = { pack: Pack; opened: boolean; onClose: () => void }

/** Puts values in by a paste or a file, once one has seen what becomes of them. */
export function ImportDialog({ pack, opened, onClose }: Props) {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={`Import ${kindWords(pack)} into ${pack.name}`}
      size="lg"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <ImportForm pack={pack} onDone={onClose} />
    </Modal>
  )
}

type Wish = {
  source: Given
  mode: PackText['mode']
  layout: Pick<PackText, 'column' | 'header'>
}

const textOf = ({ source, mode, layout }: Wish): PackText => ({
  text: source.text,
  ...(source.name !== undefined && { format: 'csv' }),
  mode,
  ...layout,
})

function ImportForm({ pack, onDone }: { pack: Pack; onDone: () => void }) {
  const cache = useQueryClient()
  const [typed, setTyped] = useState(() => given(''))
  const [file, setFile] = useState<Given>()
  const source = file ?? typed
  const [tooLarge, setTooLarge] = useState<string>()
  const [mode, setMode] = useState<Wish['mode']>('add')
  const [layout, setLayout] = useState<Wish['layout']>({})
  const wish = useMemo(() => ({ source, mode, layout }), [source, mode, layout])
  const [asked] = useDebouncedValue(wish, 250)
  const preview = useQuery({
    queryKey: [
      ...packKeys.detail(pack.id),
      'preview',
      pack.version,
      { ...asked, source: asked.source.id },
    ],
    queryFn: ({ signal }) => previewText(pack.id, textOf(asked), signal),
    enabled: /\S/.test(asked.source.text),
    placeholderData: keepPreviousData,
    retry: false,
    gcTime: 0,
  })
  const empty = !/\S/.test(source.text)
  const change = empty ? undefined : preview.data
  const saving = useMutation({
    mutationFn: () => fillByText(pack, textOf(wish), true),
    onSuccess: async ({ pack: changed }) => {
      cache.setQueryData(packKeys.detail(pack.id), changed)
      void cache.invalidateQueries({ queryKey: packKeys.allValues(pack.id) })
      void cache.invalidateQueries({ queryKey: packKeys.lists })
      void cache.invalidateQueries({ queryKey: brandKeys.all })
      onDone()
    },
    // Somebody else was faster: the present pack is read, and the preview made anew on it.
    onError: (error) => {
      if (isStatus(error, 409)) void cache.invalidateQueries({ queryKey: packKeys.detail(pack.id) })
    },
  })

  function type(next: string) {
    setTooLarge(next.length > largest ? 'The paste' : undefined)
    if (next.length <= largest) setTyped(given(next))
  }
  async function choose(chosen: File | null) {
    if (!chosen) return
    setTooLarge(chosen.size > largest ? chosen.name : undefined)
    if (chosen.size > largest) return
    setLayout({})
    setFile(given(await chosen.text(), chosen.name))
  }
  function leave(what: 'file' | 'paste') {
    setTooLarge(undefined)
    setLayout({})
    if (what === 'file') setFile(undefined)
    else setTyped(given(''))
  }
  function onSubmit(event: FormEvent) {
    event.preventDefault()
    saving.mutate()
  }
  const settled = asked === wish && !preview.isPlaceholderData
  const changes = change ? change.added + change.removed : 0
  return (
    <form className={classes.stack} onSubmit={onSubmit}>
      {file ? (
        <div className={classes.line}>
          <span className={classes.grow}>{file.name}</span>
          <Button size="compact-sm" variant="default" onClick={() => leave('file')}>
            Paste instead
          </Button>
        </div>
      ) : (
        <>
          <PasteField pack={pack} text={typed.text} onText={type} />
          <div className={classes.line}>
            <FileButton accept=".csv,.tsv,.txt,text/csv,text/plain" onChange={choose}>
              {(button) => (
                <Button {...button} size="compact-sm" variant="default">
                  Choose a CSV file
                </Button>
              )}
            </FileButton>
            {typed.text.length > fieldHolds && (
              <Button size="compact-sm" variant="default" onClick={() => leave('paste')}>
                Paste something else
              </Button>
            )}
          </div>
        </>
      )}
      {tooLarge && (
        <ProblemPanel
          title={`${tooLarge} was not read`}
          error="It is larger than 7.5 MB."
          next="Keep only the column with the values, or split it."
        />
      )}
      <SegmentedControl
        aria-label="What becomes of the values that are there"
        data={[
          { value: 'add', label: 'Add' },
          { value: 'replace', label: 'Replace all' },
          { value: 'remove', label: 'Remove' },
        ]}
        value={mode}
        onChange={setMode}
      />
      {change?.format === 'csv' && (
        <ColumnChoice change={change} onChange={setLayout} layout={layout} />
      )}
      {preview.isError && !empty && (
        <ProblemPanel title="The text cannot be used" error={preview.error} />
      )}
      {change && <ImportPreview change={change} />}
      {saving.isError && <Refused error={saving.error} change={change} />}
      <div className={classes.end}>
        <Button variant="default" onClick={onDone}>
          Cancel
        </Button>
        <Button
          type="submit"
          loading={saving.isPending}
          disabled={!settled || !change || preview.isError || changes === 0}
        >
          {saveWords(change, changes)}
        </Button>
      </div>
    </form>
  )
}

function saveWords(change: PackChange | undefined, changes: number): string {
  if (!change || changes === 0) return 'Nothing to save'
  return change.refused > 0 ? `Save without the ${change.refused} refused` : 'Save'
}

function Refused({ error, change }: { error: Error; change: PackChange | undefined }) {
  if (!isStatus(error, 409)) return <ProblemPanel title="Nothing was saved" error={error} />
  const { currentBy, currentSize, currentVersion } = error.details
  return (
    <ProblemPanel
      title="The pack was changed meanwhile"
      error={
        currentVersion === undefined
          ? error.message
          : `${currentBy} saved version ${currentVersion}, which holds ${currentSize} values.`
      }
      next={
        change && currentVersion !== undefined
          ? 'What you see above is your text on top of it. Save again if that is what you want.'
          : undefined
      }
    />
  )
}
