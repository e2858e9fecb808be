import {
  type CancellationToken,
  editor,
  languages,
  type Position,
} from 'monaco-editor/editor/editor.api'
import type { OutlineEntry, TextRange } from '@/api/sql'
import { textRange } from '../model/markers'
import { ask } from './ask'
import { AMC_SQL } from './language'

/** Names of a text: where they are given and used, what they are called, what the text consists of. */
export function registerSymbolProviders() {
  languages.registerDefinitionProvider(AMC_SQL, {
    async provideDefinition(model, position, token) {
      const [giving] = await places(model, position, token)
      return giving ? { uri: model.uri, range: giving } : null
    },
  })

  languages.registerReferenceProvider(AMC_SQL, {
    async provideReferences(model, position, _context, token) {
      return (await places(model, position, token)).map((range) => ({ uri: model.uri, range }))
    },
  })

  languages.registerDocumentHighlightProvider(AMC_SQL, {
    async provideDocumentHighlights(model, position, token) {
      const [giving, ...uses] = await places(model, position, token)
      if (!giving) return null
      const { Write, Read } = languages.DocumentHighlightKind
      return [{ range: giving, kind: Write }, ...uses.map((range) => ({ range, kind: Read }))]
    },
  })

  languages.registerRenameProvider(AMC_SQL, {
    async resolveRenameLocation(model, position, token) {
      const found = await places(model, position, token)
      const range = found.find((place) => holds(place, position))
      if (range) return { range, text: model.getValueInRange(range) }
      const word = model.getWordAtPosition(position)
      return {
        range: wordRange(position, word),
        text: word?.word ?? '',
        rejectReason: 'This name is not given in this text, so it cannot be renamed.',
      }
    },
    async provideRenameEdits(model, position, name, token) {
      const answer = await ask(model, token, (service, sql, signal) =>
        service.rename(sql, model.getOffsetAt(position), name, signal),
      )
      if (!answer) return refused(model, position, 'The server did not answer in time. Try again.')
      if ('refused' in answer) return refused(model, position, sentence(answer.refused))
      const lines = model.getLinesContent()
      return {
        edits: answer.edits.map((edit) => ({
          resource: model.uri,
          versionId: model.getVersionId(),
          textEdit: { range: textRange(lines, edit), text: edit.text },
        })),
      }
    },
  })

  languages.registerDocumentSymbolProvider(AMC_SQL, {
    displayName: 'AMC SQL',
    async provideDocumentSymbols(model, token) {
      const entries = await ask(model, token, (service, sql, signal) =>
        service.outline(sql, signal),
      )
      const lines = model.getLinesContent()
      return entries?.map((entry) => symbolOf(lines, entry)) ?? []
    },
  })
}

type MessageController = editor.IEditorContribution & {
  showMessage(message: string, position: Position): void
}

/** Says at the place why nothing was renamed, which Monaco by itself tells the console only. */
function refused(model: editor.ITextModel, position: Position, rejectReason: string) {
  editor
    .getEditors()
    .find((shown) => shown.getModel() === model)
    ?.getContribution<MessageController>('editor.contrib.messageController')
    ?.showMessage(rejectReason, position)
  return { edits: [], rejectReason }
}

async function places(model: editor.ITextModel, position: Position, token: CancellationToken) {
  // Between words there is no name to ask about.
  if (!model.getWordAtPosition(position)) return []
  const found = await ask(model, token, (service, sql, signal) =>
    service.references(sql, model.getOffsetAt(position), signal),
  )
  const lines = found?.length ? model.getLinesContent() : []
  return (found ?? []).map((place: TextRange) => textRange(lines, place))
}

const kinds: Record<OutlineEntry['kind'], languages.SymbolKind> = {
  table: languages.SymbolKind.Struct,
  result: languages.SymbolKind.Module,
  column: languages.SymbolKind.Field,
}

function symbolOf(lines: string[], entry: OutlineEntry): languages.DocumentSymbol {
  return {
    name: entry.name,
    detail: entry.detail ?? '',
    kind: kinds[entry.kind],
    tags: [],
    range: textRange(lines, entry.range),
    selectionRange: textRange(lines, entry.nameRange),
    children: entry.children?.map((child) => symbolOf(lines, child)),
  }
}

type Range = ReturnType<typeof textRange>

function holds(range: Range, { lineNumber, column }: Position): boolean {
  const { startLineNumber, endLineNumber, startColumn, endColumn } = range
  return (
    lineNumber >= startLineNumber &&
    lineNumber <= endLineNumber &&
    (lineNumber > startLineNumber || column >= startColumn) &&
    (lineNumber < endLineNumber || column <= endColumn)
  )
}

function wordRange(position: Position, word: editor.IWordAtPosition | null): Range {
  return {
    startLineNumber: position.lineNumber,
    endLineNumber: position.lineNumber,
    startColumn: word?.startColumn ?? position.column,
    endColumn: word?.endColumn ?? position.column,
  }
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
}
