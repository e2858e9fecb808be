import { type editor, languages } from 'monaco-editor/editor/editor.api'
import type { Checked, CompletionKind } from '../model/language-service'
import { ask } from './ask'
import { AMC_SQL } from './language'
import { quickFixes, refactorings } from './quick-fix'
import { registerSymbolProviders } from './symbol-providers'

const remarks = new WeakMap<editor.ITextModel, Checked>()

/** Says what was remarked on a text; quick fixes are offered while it stands unchanged. */
export function bindRemarks(model: editor.ITextModel, checked: Checked | null) {
  if (checked) remarks.set(model, checked)
  else remarks.delete(model)
}

const kinds: Record<CompletionKind, languages.CompletionItemKind> = {
  keyword: languages.CompletionItemKind.Keyword,
  table: languages.CompletionItemKind.Struct,
  column: languages.CompletionItemKind.Field,
  function: languages.CompletionItemKind.Function,
  parameter: languages.CompletionItemKind.Variable,
  value: languages.CompletionItemKind.Value,
  snippet: languages.CompletionItemKind.Snippet,
  other: languages.CompletionItemKind.Text,
}

/** A call that was just begun wants its arguments named. */
const argumentHelp: languages.Command = { id: 'editor.action.triggerParameterHints', title: '' }

export function registerProviders() {
  registerSymbolProviders()

  languages.registerCompletionItemProvider(AMC_SQL, {
    triggerCharacters: ['.', "'"],
    async provideCompletionItems(model, position, _context, token) {
      const found = await ask(model, token, (service, sql, signal) =>
        service.complete(sql, model.getOffsetAt(position), signal),
      )
      if (!found) return { suggestions: [] }
      const from = model.getPositionAt(found.start)
      const to = model.getPositionAt(found.end)
      const range = {
        startLineNumber: from.lineNumber,
        startColumn: from.column,
        endLineNumber: to.lineNumber,
        endColumn: to.column,
      }
      return {
        // The server answers for this very position, so typing on asks again.
        incomplete: true,
        suggestions: found.items.map((item, index) => ({
          label: item.label,
          kind: kinds[item.kind],
          insertText: item.insertText,
          insertTextRules: /\$(\d|\{)/.test(item.insertText)
            ? languages.CompletionItemInsertTextRule.InsertAsSnippet
            : undefined,
          detail: item.detail,
          documentation: item.documentation ? { value: item.documentation } : undefined,
          sortText: String(index).padStart(5, '0'),
          range,
          command: item.insertText.endsWith('(') ? argumentHelp : undefined,
        })),
      }
    },
  })

  languages.registerHoverProvider(AMC_SQL, {
    async provideHover(model, position, token) {
      const hover = await ask(model, token, (service, sql, signal) =>
        service.hover(sql, model.getOffsetAt(position), signal),
      )
      return hover ? { contents: [{ value: hover.markdown }] } : null
    },
  })

  languages.registerSignatureHelpProvider(AMC_SQL, {
    signatureHelpTriggerCharacters: ['(', ','],
    signatureHelpRetriggerCharacters: [')'],
    async provideSignatureHelp(model, position, token) {
      const found = await ask(model, token, (service, sql, signal) =>
        service.signature(sql, model.getOffsetAt(position), signal),
      )
      if (!found) return null
      const parameters = found.arguments.map(({ start, end }) => ({
        label: [start, end] as [number, number],
      }))
      return {
        value: {
          signatures: [{ label: found.label, documentation: found.documentation, parameters }],
          activeSignature: 0,
          // No argument is marked by one that does not exist.
          activeParameter: found.active < 0 ? parameters.length : found.active,
        },
        dispose: () => undefined,
      }
    },
  })

  languages.registerDocumentFormattingEditProvider(AMC_SQL, {
    async provideDocumentFormattingEdits(model, _options, token) {
      const text = await ask(model, token, (service, sql, signal) => service.format(sql, signal))
      return text === undefined ? [] : [{ range: model.getFullModelRange(), text }]
    },
  })

  languages.registerCodeActionProvider(AMC_SQL, {
    async provideCodeActions(model, range, context, token) {
      const fixes = quickFixes(model, range, context.markers, remarks.get(model))
      const [start, end] = [range.getStartPosition(), range.getEndPosition()].map((place) =>
        model.getOffsetAt(place),
      )
      // Offered by hand only: the light bulb is for what is wrong.
      const refactors =
        context.trigger === languages.CodeActionTriggerType.Invoke
          ? await ask(model, token, (service, sql, signal) =>
              service.refactors(sql, start ?? 0, end ?? 0, signal),
            )
          : undefined
      return {
        actions: [...fixes, ...refactorings(model, refactors ?? [])],
        dispose: () => undefined,
      }
    },
  })
}
