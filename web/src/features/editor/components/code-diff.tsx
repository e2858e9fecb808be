import { useComputedColorScheme } from '@mantine/core'
import { editor } from 'monaco-editor/editor/editor.api'
import { useEffect, useRef } from 'react'
import { AMC_SQL } from '../monaco/language'
import { setupMonaco } from '../monaco/setup'
import { DARK, LIGHT } from '../monaco/themes'

type Props = { before: string; after: string }

/** Two texts side by side with what differs marked. Load it lazily. */
export default function CodeDiff({ before, after }: Props) {
  const host = useRef<HTMLDivElement>(null)
  const scheme = useComputedColorScheme('light', { getInitialValueInEffect: false })
  useEffect(() => {
    if (!host.current) return
    setupMonaco()
    const original = editor.createModel(before, AMC_SQL)
    const modified = editor.createModel(after, AMC_SQL)
    const diff = editor.createDiffEditor(host.current, {
      readOnly: true,
      automaticLayout: true,
      renderSideBySide: true,
      useInlineViewWhenSpaceIsLimited: true,
      minimap: { enabled: false },
      scrollBeyondLastLine: false,
      fontFamily: "'JetBrains Mono Variable', monospace",
      fontSize: 12.5,
      renderOverviewRuler: false,
      overviewRulerLanes: 0,
      hideCursorInOverviewRuler: true,
      guides: { indentation: false },
    })
    diff.setModel({ original, modified })
    return () => {
      diff.dispose()
      original.dispose()
      modified.dispose()
    }
  }, [before, after])
  useEffect(() => {
    editor.setTheme(scheme === 'dark' ? DARK : LIGHT)
  }, [scheme])
  return <div ref={host} style={{ height: '100%' }} />
}
