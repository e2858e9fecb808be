import { type editor, type IRange, type languages, Range } from 'monaco-editor/editor/editor.api'
import type { CodeAction } from '@/api/sql'
import type { Checked, Diagnostic, Fix } from '../model/language-service'
import { editorRange, fixEdits } from '../model/markers'

/** The fixes for what is remarked on within a range, while the text is the one that was checked. */
export function quickFixes(
  model: editor.ITextModel,
  range: IRange,
  markers: editor.IMarkerData[],
  checked: Checked | undefined,
): languages.CodeAction[] {
  if (checked?.sql !== model.getValue()) return []
  const lines = model.getLinesContent()
  const touched = checked.diagnostics.filter((diagnostic) =>
    Range.areIntersectingOrTouching(editorRange(lines, diagnostic), range),
  )
  return touched.flatMap((diagnostic) =>
    (diagnostic.fixes ?? []).map((fix, index) => ({
      title: fix.title,
      kind: 'quickfix',
      isPreferred: index === 0,
      diagnostics: markers.filter((marker) => isAbout(marker, diagnostic, lines)),
      edit: { edits: textEdits(model, lines, fix) },
    })),
  )
}

/** Changes of form, as the editor takes them. */
export function refactorings(
  model: editor.ITextModel,
  offered: CodeAction[],
): languages.CodeAction[] {
  const lines = offered.length > 0 ? model.getLinesContent() : []
  return offered.map((action) => ({
    title: action.title,
    kind: 'refactor',
    edit: { edits: textEdits(model, lines, action) },
  }))
}

function textEdits(model: editor.ITextModel, lines: string[], fix: Pick<Fix, 'edits'>) {
  return fixEdits(lines, fix).map((textEdit) => ({
    resource: model.uri,
    textEdit,
    versionId: model.getVersionId(),
  }))
}

function isAbout(marker: editor.IMarkerData, diagnostic: Diagnostic, lines: string[]): boolean {
  return (
    marker.code === diagnostic.code && Range.equalsRange(marker, editorRange(lines, diagnostic))
  )
}
