import { useComputedColorScheme } from '@mantine/core'
import { editor, KeyCode, KeyMod, MarkerSeverity, Uri } from 'monaco-editor/editor/editor.api'
import { type Ref, useEffect, useImperativeHandle, useRef } from 'react'
import {
  type Checked,
  type Diagnostic,
  type Fix,
  type LanguageService,
  MAX_SQL,
} from '../model/language-service'
import { editorRange, fixEdits, textRange } from '../model/markers'
import { bindService } from '../monaco/ask'
import { AMC_SQL } from '../monaco/language'
import { bindRemarks } from '../monaco/providers'
import { setupMonaco } from '../monaco/setup'
import { DARK, LIGHT } from '../monaco/themes'
import classes from './code-editor.module.css'

export type CodeEditorHandle = {
  /** Puts text where the cursor is and goes on there. */
  insert: (text: string) => void
  /** Shows a place; line and column as the API counts them. */
  reveal: (line: number, column: number) => void
  /** Makes the changes of a fix, as one step of undo. */
  apply: (fix: Fix) => void
  format: () => void
  /** Offers the fixes of what is remarked on at the cursor. */
  quickFix: () => void
  /** Moves to the next remark. */
  nextProblem: () => void
  complete: () => void
  /** Asks for another name of what is named at the cursor. */
  rename: () => void
  /** Goes to where the name at the cursor is given. */
  goToDefinition: () => void
  findReferences: () => void
  /** Shows what the text consists of, to go there. */
  showOutline: () => void
  /** Tells about what stands at the cursor. */
  showHelp: () => void
  /** Tells about the arguments of the call at the cursor. */
  showArguments: () => void
  /** Lets Tab leave the editor, or indent again. */
  toggleTabKey: () => void
  focus: () => void
}

export type CodeEditorProps = {
  /** Which text this is: each keeps its own history and cursor. */
  documentKey: string
  value: string
  onChange: (value: string) => void
  diagnostics: Diagnostic[]
  /** The text that the diagnostics are about, once it is known. */
  checked: Checked | null
  service: LanguageService
  onRun: () => void
  onSave: () => void
  /** Whoever looks may neither save nor run what they would write. */
  readOnly: boolean
  ref?: Ref<CodeEditorHandle>
}

const severities: Record<Diagnostic['severity'], MarkerSeverity> = {
  error: MarkerSeverity.Error,
  warning: MarkerSeverity.Warning,
  info: MarkerSeverity.Info,
  hint: MarkerSeverity.Hint,
}

/** What goes through the whole text, or a whole line, at every change. */
const fullOptions: editor.IEditorOptions = {
  folding: true,
  matchBrackets: 'always',
  occurrencesHighlight: 'singleFile',
  selectionHighlight: true,
  stopRenderingLineAfter: 10_000,
}

const calmOptions: editor.IEditorOptions = {
  folding: false,
  matchBrackets: 'never',
  occurrencesHighlight: 'off',
  selectionHighlight: false,
  stopRenderingLineAfter: 1_000,
}

function isLong(shown: editor.ICodeEditor): boolean {
  return (shown.getModel()?.getValueLength() ?? 0) > MAX_SQL
}

/** The cursor of an editor that had the focus as it went, for the one that takes its place at once. */
let left: editor.ICodeEditorViewState | null = null

/** The code editor for AMC SQL. Load it lazily: it is by far the largest part of the page. */
export default function CodeEditor(props: CodeEditorProps) {
  const { documentKey, value, diagnostics, checked, service, readOnly, ref } = props
  const host = useRef<HTMLDivElement>(null)
  const view = useRef<editor.IStandaloneCodeEditor>(null)
  const viewStates = useRef(new Map<string, editor.ICodeEditorViewState | null>())
  const latest = useRef(props)
  // What was typed and has not come back as `value` yet.
  const typed = useRef(new Set<string>())
  const scheme = useComputedColorScheme('light', { getInitialValueInEffect: false })

  useEffect(() => {
    latest.current = props
  })

  useEffect(() => {
    if (!host.current) return
    setupMonaco()
    const created = editor.create(host.current, {
      ariaLabel: 'AMC SQL',
      automaticLayout: true,
      fontFamily: "'JetBrains Mono Variable', monospace",
      fontSize: 13,
      lineHeight: 21,
      minimap: { enabled: false },
      padding: { top: 10, bottom: 10 },
      scrollBeyondLastLine: false,
      tabSize: 2,
      wordBasedSuggestions: 'off',
      fixedOverflowWidgets: true,
      lineNumbersMinChars: 3,
      overviewRulerBorder: false,
      hideCursorInOverviewRuler: true,
      overviewRulerLanes: 2,
      guides: { indentation: false },
      stickyScroll: { enabled: false },
      'semanticHighlighting.enabled': false,
      unicodeHighlight: { ambiguousCharacters: false },
      dropIntoEditor: { enabled: true },
    })
    view.current = created
    created.addCommand(KeyMod.CtrlCmd | KeyCode.Enter, () => latest.current.onRun())
    created.addCommand(KeyMod.CtrlCmd | KeyCode.KeyS, () => latest.current.onSave())
    let long = false
    created.onDidChangeModelContent(() => {
      // What marks places all over a text is left out where the text has too many.
      if (long !== isLong(created)) {
        long = !long
        created.updateOptions(long ? calmOptions : fullOptions)
      }
      const text = created.getValue()
      if (text === latest.current.value) return
      typed.current.add(text)
      latest.current.onChange(text)
    })
    // The page's own palette, not the editor's, answers Ctrl+K.
    created.addCommand(KeyMod.CtrlCmd | KeyCode.KeyK, () =>
      window.dispatchEvent(new KeyboardEvent('keydown', { key: 'k', ctrlKey: true })),
    )
    return () => {
      if (created.hasTextFocus()) {
        left = created.saveViewState()
        queueMicrotask(() => {
          left = null
        })
      }
      created.dispose()
      view.current = null
    }
  }, [])

  useEffect(() => {
    view.current?.updateOptions({
      readOnly,
      readOnlyMessage: { value: 'Changing it takes the role author.' },
    })
  }, [readOnly])

  useEffect(() => {
    editor.setTheme(scheme === 'dark' ? DARK : LIGHT)
  }, [scheme])

  useEffect(() => {
    const shown = view.current
    if (!shown) return
    const uri = Uri.parse(`inmemory://sql/${encodeURIComponent(documentKey)}.sql`)
    const model = editor.getModel(uri) ?? editor.createModel(latest.current.value, AMC_SQL, uri)
    // All depths of parentheses have one colour, and finding their depths takes long.
    model.updateOptions({
      bracketColorizationOptions: { enabled: false, independentColorPoolPerBracketType: false },
    })
    shown.setModel(model)
    shown.restoreViewState(viewStates.current.get(documentKey) ?? left)
    if (left) shown.focus()
    left = null
    const states = viewStates.current
    return () => {
      states.set(documentKey, shown.saveViewState())
    }
  }, [documentKey])

  // biome-ignore lint/correctness/useExhaustiveDependencies: another document is another model
  useEffect(() => {
    const model = view.current?.getModel()
    if (!model) return
    if (model.getValue() === value) {
      typed.current.clear()
      return
    }
    // An echo of older typing: the writer is already further on.
    if (typed.current.has(value)) return
    // Replaced as an edit, so that undo reaches what stood there before.
    model.pushEditOperations([], [{ range: model.getFullModelRange(), text: value }], () => null)
  }, [value, documentKey])

  // biome-ignore lint/correctness/useExhaustiveDependencies: another document is another model
  useEffect(() => {
    const model = view.current?.getModel()
    if (model) bindService(model, service)
  }, [service, documentKey])

  // biome-ignore lint/correctness/useExhaustiveDependencies: another document is another model
  useEffect(() => {
    const model = view.current?.getModel()
    if (model) bindRemarks(model, checked)
  }, [checked, documentKey])

  // biome-ignore lint/correctness/useExhaustiveDependencies: another document is another model
  useEffect(() => {
    const model = view.current?.getModel()
    if (!model) return
    const lines = model.getLinesContent()
    editor.setModelMarkers(
      model,
      'server',
      diagnostics.map((diagnostic) => ({
        ...editorRange(lines, diagnostic),
        severity: severities[diagnostic.severity],
        message: [diagnostic.message, diagnostic.hint].filter(Boolean).join('\n'),
        code: diagnostic.code,
      })),
    )
  }, [diagnostics, documentKey])

  function act(action: string) {
    view.current?.focus()
    void view.current?.getAction(action)?.run()
  }

  useImperativeHandle(ref, () => ({
    insert: (text) => {
      const shown = view.current
      const selection = shown?.getSelection()
      if (!shown || !selection) return
      shown.executeEdits('schema', [{ range: selection, text, forceMoveMarkers: true }])
      shown.focus()
    },
    reveal: (line, column) => {
      const shown = view.current
      const lines = shown?.getModel()?.getLinesContent()
      if (!shown || !lines) return
      const place = textRange(lines, { line, column, endLine: line, endColumn: column })
      shown.setPosition({ lineNumber: place.startLineNumber, column: place.startColumn })
      shown.revealLineInCenterIfOutsideViewport(place.startLineNumber)
      shown.focus()
    },
    apply: (fix) => {
      const shown = view.current
      const lines = shown?.getModel()?.getLinesContent()
      if (!shown || !lines) return
      shown.pushUndoStop()
      shown.executeEdits('fix', fixEdits(lines, fix))
      shown.pushUndoStop()
      shown.focus()
    },
    format: () => act('editor.action.formatDocument'),
    quickFix: () => act('editor.action.quickFix'),
    nextProblem: () => act('editor.action.marker.next'),
    rename: () => act('editor.action.rename'),
    goToDefinition: () => act('editor.action.revealDefinition'),
    findReferences: () => act('editor.action.goToReferences'),
    showOutline: () => act('editor.action.quickOutline'),
    showHelp: () => act('editor.action.showHover'),
    showArguments: () => act('editor.action.triggerParameterHints'),
    complete: () => act('editor.action.triggerSuggest'),
    toggleTabKey: () => act('editor.action.toggleTabFocusMode'),
    focus: () => view.current?.focus(),
  }))

  return (
    <div className={classes.editor}>
      <div ref={host} className={classes.editor} />
      {value === '' && (
        <p className={classes.placeholder} aria-hidden>
          Write AMC SQL, or click a column on the left to begin.
        </p>
      )}
    </div>
  )
}
